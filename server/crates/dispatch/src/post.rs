//! The post office of a node: takes what its own process has to say, and delivers what others say.

mod deliver;
mod send;
mod start;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::id::RunId;
use futures::stream::BoxStream;
use ports::{Board, Clock, Dispatch, Fanout, ReadyRuns, Reservation, RunEvents, RunNews, RunRef, Worker};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::local::LocalFanout;
use crate::nats::{Link, NatsOptions, NatsOptionsError, NatsState, Outgoing};
use crate::outbox::Outbox;
use crate::peers::{Audience, Peers};

/// Settings of one node. Start from [`Options::new`] and change what differs.
#[derive(Debug, Clone)]
pub struct Options {
    /// A name that no other node has, at most 40 bytes.
    pub node: String,
    /// The cell: nodes of other regions are not listened to.
    pub region: String,
    /// The shortest time between two posts to the board.
    pub coalesce: Duration,
    /// A run that has been ready for longer than this gets another hint.
    pub overdue: Duration,
    /// Pools of the worker in this process.
    pub pools: Vec<String>,
    /// NATS, where there is one.
    pub nats: Option<NatsOptions>,
}

impl Options {
    /// The usual measures: 30 ms, 5 s, the pool `default`, no NATS.
    #[must_use]
    pub fn new(node: impl Into<String>, region: impl Into<String>) -> Self {
        Self {
            node: node.into(),
            region: region.into(),
            coalesce: Duration::from_millis(30),
            overdue: Duration::from_secs(5),
            pools: vec!["default".to_owned()],
            nats: None,
        }
    }
}

/// What a node needs of the world.
#[derive(Clone)]
pub struct Ports {
    /// The database's board.
    pub board: Arc<dyn Board>,
    /// A look into the queue.
    pub ready_runs: Arc<dyn ReadyRuns>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Dispatch and fan-out of one process. Cheap to clone.
///
/// It tells its own process at once, from the beginning; other nodes once [`Post::start`] was called.
#[derive(Clone)]
pub struct Post {
    inner: Arc<Inner>,
}

/// The running background work of a [`Post`].
#[derive(Debug)]
pub struct Node {
    tasks: TaskTracker,
}

pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) ports: Ports,
    local: Arc<LocalFanout>,
    outbox: Outbox,
    peers: Peers,
    worker: OnceLock<Arc<dyn Worker>>,
    nats: Option<Link>,
    /// What goes out over NATS, until the node starts.
    queue: std::sync::Mutex<Option<mpsc::Receiver<Outgoing>>>,
    /// The next hello asks the others for theirs.
    asks: AtomicBool,
    ending: CancellationToken,
    tasks: TaskTracker,
}

impl Post {
    /// A post office; NATS is connected to in the background. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the settings of NATS can't be used. A NATS that is away is no error.
    pub async fn open(options: Options, ports: Ports) -> Result<Self, NatsOptionsError> {
        let (nats, queue) = match &options.nats {
            None => (None, None),
            Some(nats) => {
                let (link, queue) = Link::open(nats, &options.region, &options.node).await?;
                (Some(link), Some(queue))
            }
        };
        let inner = Inner {
            options,
            ports,
            local: Arc::default(),
            outbox: Outbox::default(),
            peers: Peers::default(),
            worker: OnceLock::new(),
            nats,
            queue: std::sync::Mutex::new(queue),
            asks: AtomicBool::new(true),
            ending: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// How many other nodes have said lately that they are here.
    #[must_use]
    pub fn peers(&self) -> usize {
        self.inner.peers.count(self.inner.ports.clock.now())
    }

    /// Whether NATS is there.
    #[must_use]
    pub fn nats(&self) -> NatsState {
        match &self.inner.nats {
            None => NatsState::Disabled,
            Some(link) if link.is_up() => NatsState::Connected,
            Some(_) => NatsState::Disconnected,
        }
    }
}

impl Inner {
    fn audience(&self) -> Audience {
        self.peers.audience(self.ports.clock.now())
    }

    fn nats_is_up(&self) -> bool {
        self.nats.as_ref().is_some_and(Link::is_up)
    }

    /// Whether somebody hears the board only.
    fn needs_board(&self, audience: Audience) -> bool {
        match audience {
            Audience::Nobody => false,
            Audience::AllOnNats => !self.nats_is_up(),
            Audience::SomeOffNats => true,
        }
    }
}

impl Dispatch for Post {
    fn ready(&self, run: RunRef) {
        if let Some(worker) = self.inner.worker.get() {
            worker.ready(run);
        }
        self.inner.outbox.ready(run);
    }

    fn reserve(&self) -> Option<Reservation> {
        self.inner.worker.get()?.reserve()
    }

    fn cancel(&self, run: RunRef) {
        if let Some(worker) = self.inner.worker.get() {
            worker.cancel(run);
        }
        self.inner.outbox.cancel(run);
    }

    fn signal(&self, run: RunRef) {
        if let Some(worker) = self.inner.worker.get() {
            worker.signal(run);
        }
        self.inner.outbox.signal(run);
    }
}

impl Fanout for Post {
    fn publish(&self, events: RunEvents) {
        self.inner.local.publish(events.clone());
        let Some(last) = events.events.last() else { return };
        let (run, last_seq) = (events.run, last.seq);
        let audience = self.inner.audience();
        let mut by_board = self.inner.needs_board(audience);
        if let Some(link) = self.inner.nats.as_ref().filter(|link| link.is_up()) {
            let to_peers = audience != Audience::Nobody;
            let queued = link.send(Outgoing { events, to_peers });
            by_board |= to_peers && !queued;
        }
        if by_board {
            self.inner.outbox.news(run, last_seq);
        }
    }

    fn watch(&self, run: RunId) -> BoxStream<'static, RunNews> {
        let (news, opened) = self.inner.local.open(run);
        if let (Some(opened), Some(link)) = (opened, &self.inner.nats) {
            let (link, local) = (link.clone(), Arc::clone(&self.inner.local));
            let ending = self.inner.ending.clone();
            self.inner.tasks.spawn(async move {
                tokio::select! {
                    () = ending.cancelled() => {}
                    () = link.follow(run, opened, local) => {}
                }
            });
        }
        news
    }
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post")
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}
