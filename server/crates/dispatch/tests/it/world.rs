//! Nodes without a database: a board and a queue in memory, and workers that note what they are told.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use dispatch::{NatsOptions, Node, Options, Ports, Post};
use domain::id::{RunId, TenantId};
use domain::run::{EventKind, RunEvent};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use ports::{
    Board, Dispatch, Heard, MAX_NOTICE_BYTES, ReadyRun, ReadyRuns, RunEvents, RunRef, StoreError, SystemClock, Taken,
    Worker,
};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it holds, looking again and again.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let looking = async {
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        while !holds() {
            tick.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .unwrap_or_else(|_| panic!("waited in vain: {what}"));
}

/// What comes next, within patience.
pub(crate) async fn next<T>(stream: &mut BoxStream<'static, T>) -> T {
    tokio::time::timeout(PATIENCE, stream.next())
        .await
        .expect("something comes in time")
        .expect("the stream goes on")
}

pub(crate) fn run(number: u128) -> RunRef {
    RunRef {
        tenant: TenantId::from_uuid(Uuid::from_u128(7)),
        run: RunId::from_uuid(Uuid::from_u128(number)),
    }
}

pub(crate) fn batch(run: RunRef, kinds: impl IntoIterator<Item = (i64, EventKind)>) -> RunEvents {
    let events = kinds.into_iter().map(|(seq, kind)| RunEvent {
        seq,
        at: DateTime::UNIX_EPOCH,
        kind,
    });
    RunEvents {
        tenant: run.tenant,
        run: run.run,
        events: events.collect(),
    }
}

/// A board that can break.
pub(crate) struct MemoryBoard {
    texts: broadcast::Sender<String>,
    posted: Mutex<Vec<String>>,
    broken: AtomicBool,
    /// Changes when all connections break.
    connections: watch::Sender<u32>,
}

impl MemoryBoard {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            texts: broadcast::channel(1_000).0,
            posted: Mutex::default(),
            broken: AtomicBool::new(false),
            connections: watch::Sender::new(0),
        })
    }

    /// Breaks all connections, and refuses new ones.
    pub(crate) fn cut(&self) {
        self.broken.store(true, Ordering::SeqCst);
        self.connections.send_modify(|generation| *generation += 1);
    }

    pub(crate) fn mend(&self) {
        self.broken.store(false, Ordering::SeqCst);
    }

    /// Texts that say more than hello.
    pub(crate) fn told(&self) -> Vec<String> {
        let posted = self.posted.lock().unwrap();
        let more = |text: &&String| {
            ["\"r\"", "\"c\"", "\"s\"", "\"e\"", "\"l\""]
                .iter()
                .any(|key| text.contains(key))
        };
        posted.iter().filter(more).cloned().collect()
    }

    fn away() -> StoreError {
        StoreError::Unavailable("cut".into())
    }
}

#[async_trait]
impl Board for MemoryBoard {
    async fn post(&self, texts: Vec<String>) -> Result<(), StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Self::away());
        }
        for text in texts {
            assert!(text.len() <= MAX_NOTICE_BYTES);
            self.posted.lock().unwrap().push(text.clone());
            let _ = self.texts.send(text);
        }
        Ok(())
    }

    async fn listen(&self) -> Result<BoxStream<'static, Heard>, StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Self::away());
        }
        let heard = stream::unfold(self.texts.subscribe(), |mut texts| async move {
            let text = texts.recv().await.ok()?;
            Some((Heard::Text(text), texts))
        });
        let mut connections = self.connections.subscribe();
        let cut = async move {
            let _ = connections.changed().await;
        };
        Ok(stream::iter([Heard::Listening]).chain(heard).take_until(cut).boxed())
    }
}

/// A queue.
#[derive(Default)]
pub(crate) struct Queue {
    ready: Mutex<Vec<ReadyRun>>,
    /// No hint is sent for these when they become ready: as if it had been lost.
    pub(crate) silent: AtomicBool,
}

impl Queue {
    pub(crate) fn put(&self, run: RunRef, lane: i16, pool: &str) {
        let pool = pool.to_owned();
        self.ready.lock().unwrap().push(ReadyRun { run, lane, pool });
    }

    /// Exactly one caller gets it.
    fn take(&self, run: RunRef) -> bool {
        let mut ready = self.ready.lock().unwrap();
        let before = ready.len();
        ready.retain(|ready| ready.run != run);
        ready.len() < before
    }
}

#[async_trait]
impl ReadyRuns for Queue {
    async fn still_ready(&self, runs: &[RunRef], _now: DateTime<Utc>) -> Result<Vec<ReadyRun>, StoreError> {
        if self.silent.load(Ordering::SeqCst) {
            return Ok(Vec::new());
        }
        let ready = self.ready.lock().unwrap();
        Ok(ready
            .iter()
            .filter(|ready| runs.contains(&ready.run))
            .cloned()
            .collect())
    }

    async fn overdue(&self, _since: DateTime<Utc>, limit: u32) -> Result<Vec<ReadyRun>, StoreError> {
        let ready = self.ready.lock().unwrap();
        Ok(ready.iter().take(limit as usize).cloned().collect())
    }
}

/// A worker that notes what it is told and claims from the queue.
pub(crate) struct Noting {
    queue: Arc<Queue>,
    notes: Mutex<Notes>,
    room: AtomicBool,
}

#[derive(Default)]
struct Notes {
    looks: usize,
    cancels: HashSet<RunRef>,
    signals: HashSet<RunRef>,
    taken: Vec<RunRef>,
    refused: usize,
}

impl Noting {
    fn new(queue: &Arc<Queue>) -> Arc<Self> {
        Arc::new(Self {
            queue: Arc::clone(queue),
            notes: Mutex::default(),
            room: AtomicBool::new(true),
        })
    }

    pub(crate) fn looks(&self) -> usize {
        self.notes.lock().unwrap().looks
    }

    pub(crate) fn was_cancelled(&self, run: RunRef) -> bool {
        self.notes.lock().unwrap().cancels.contains(&run)
    }

    pub(crate) fn was_signalled(&self, run: RunRef) -> bool {
        self.notes.lock().unwrap().signals.contains(&run)
    }

    pub(crate) fn taken(&self) -> Vec<RunRef> {
        self.notes.lock().unwrap().taken.clone()
    }

    pub(crate) fn refused(&self) -> usize {
        self.notes.lock().unwrap().refused
    }

    pub(crate) fn is_full(&self, full: bool) {
        self.room.store(!full, Ordering::SeqCst);
    }
}

impl Dispatch for Noting {
    fn ready(&self, _run: RunRef) {}

    fn cancel(&self, run: RunRef) {
        self.notes.lock().unwrap().cancels.insert(run);
    }

    fn signal(&self, run: RunRef) {
        self.notes.lock().unwrap().signals.insert(run);
    }
}

#[async_trait]
impl Worker for Noting {
    fn look(&self) {
        self.notes.lock().unwrap().looks += 1;
    }

    async fn room(&self) -> usize {
        4
    }

    async fn take(&self, run: RunRef) -> Taken {
        if !self.room.load(Ordering::SeqCst) {
            self.notes.lock().unwrap().refused += 1;
            return Taken::NoPlace;
        }
        if self.queue.take(run) {
            self.notes.lock().unwrap().taken.push(run);
            Taken::Ours
        } else {
            self.notes.lock().unwrap().refused += 1;
            Taken::NotReady
        }
    }
}

/// NATS without TLS.
pub(crate) fn plain(url: String) -> NatsOptions {
    NatsOptions {
        url,
        credentials: None,
        ca: None,
        client_certificate: None,
        replicas: 1,
    }
}

/// Several nodes on one board.
pub(crate) struct World {
    pub(crate) board: Arc<MemoryBoard>,
    pub(crate) queue: Arc<Queue>,
    nats: Option<NatsOptions>,
}

/// One node.
pub(crate) struct Member {
    pub(crate) post: Post,
    pub(crate) worker: Arc<Noting>,
    shutdown: CancellationToken,
    node: Node,
}

impl World {
    pub(crate) fn new(nats: Option<String>) -> Self {
        Self::with(nats.map(plain))
    }

    pub(crate) fn with(nats: Option<NatsOptions>) -> Self {
        Self {
            board: MemoryBoard::new(),
            queue: Arc::default(),
            nats,
        }
    }

    pub(crate) async fn node(&self, name: &str) -> Member {
        self.node_of_pools(name, &["default"]).await
    }

    pub(crate) async fn node_of_pools(&self, name: &str, pools: &[&str]) -> Member {
        let options = Options {
            nats: self.nats.clone(),
            pools: pools.iter().map(|pool| (*pool).to_owned()).collect(),
            overdue: Duration::from_millis(200),
            coalesce: Duration::from_millis(10),
            ..Options::new(name, "here")
        };
        let ports = Ports {
            board: Arc::clone(&self.board) as Arc<dyn Board>,
            ready_runs: Arc::clone(&self.queue) as Arc<dyn ReadyRuns>,
            clock: Arc::new(SystemClock),
        };
        let worker = Noting::new(&self.queue);
        let post = Post::open(options, ports).await.unwrap();
        let shutdown = CancellationToken::new();
        let node = post.start(Some(Arc::clone(&worker) as Arc<dyn Worker>), &shutdown);
        Member {
            post,
            worker,
            shutdown,
            node,
        }
    }

    /// Two nodes that know each other.
    pub(crate) async fn two(&self) -> (Member, Member) {
        let (one, two) = (self.node("one").await, self.node("two").await);
        until("both nodes know each other", || {
            one.post.peers() == 1 && two.post.peers() == 1
        })
        .await;
        (one, two)
    }
}

impl Member {
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.node.stopped().await;
    }
}
