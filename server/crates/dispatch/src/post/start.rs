//! The background work of a node.

use std::future::Future;
use std::sync::{Arc, PoisonError};

use futures::StreamExt;
use futures::future::BoxFuture;
use ports::Worker;
use tokio_util::sync::CancellationToken;

use super::{Inner, Node, Post};
use crate::board;
use crate::nats::{Lane, Link};
use crate::notice::Notice;

/// Interactive, normal, bulk.
const LANES: [i16; 3] = [0, 1, 2];

type Work = BoxFuture<'static, ()>;

impl Post {
    /// Begins to hear others and to be heard. `worker` is this process's own, if it has one. Ends with `shutdown`.
    ///
    /// Must be called once, inside a tokio runtime.
    pub fn start(&self, worker: Option<Arc<dyn Worker>>, shutdown: &CancellationToken) -> Node {
        let inner = &self.inner;
        if let Some(worker) = worker {
            let _ = inner.worker.set(worker);
        }
        let (ending, end) = (inner.ending.clone(), shutdown.clone());
        inner.tasks.spawn(async move {
            end.cancelled().await;
            ending.cancel();
        });
        let begin = |name: &'static str, work: Work| {
            inner.tasks.spawn(until(inner.ending.clone(), name, work));
        };
        begin("board", Box::pin(board::listen(Arc::clone(inner))));
        let hellos = Arc::clone(inner);
        begin("hello", Box::pin(async move { hellos.hello_forever().await }));
        inner
            .tasks
            .spawn(send_until_the_end(Arc::clone(inner), inner.ending.clone()));
        if let Some(link) = &inner.nats {
            self.start_nats(link, &begin);
        }
        inner.tasks.close();
        Node {
            tasks: inner.tasks.clone(),
        }
    }

    fn start_nats(&self, link: &Link, begin: &dyn Fn(&'static str, Work)) {
        let inner = &self.inner;
        let clock = &inner.ports.clock;
        let queue = inner.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(queue) = queue {
            let pump = link.clone();
            begin("events", Box::pin(async move { pump.pump(queue).await }));
        }
        let (following, of) = (Arc::clone(inner), link.clone());
        begin("link", Box::pin(async move { following.follow_link(&of).await }));
        let (hearing, from) = (Arc::clone(inner), link.clone());
        begin("nodes", Box::pin(async move { hear_nats(&hearing, &from).await }));
        let (keeping, time) = (link.clone(), Arc::clone(clock));
        begin("stream", Box::pin(async move { keeping.keep_stream(time).await }));
        let overdue = inner.options.overdue;
        let (sweeping, runs, time) = (link.clone(), Arc::clone(&inner.ports.ready_runs), Arc::clone(clock));
        begin(
            "sweeper",
            Box::pin(async move { sweeping.sweep(runs, time, overdue).await }),
        );
        let Some(worker) = inner.worker.get() else { return };
        for pool in &inner.options.pools {
            for number in LANES {
                let pool = pool.clone();
                let (pulling, worker, time) = (link.clone(), Arc::clone(worker), Arc::clone(clock));
                let pull = async move { pulling.pull(Lane { pool, number }, worker, time).await };
                begin("hints", Box::pin(pull));
            }
        }
    }
}

impl Node {
    /// Returns once all background work has ended, after the shutdown.
    pub async fn stopped(&self) {
        self.tasks.wait().await;
    }
}

async fn until(shutdown: CancellationToken, name: &'static str, work: impl Future<Output = ()>) {
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = work => tracing::debug!(name, "ended by itself"),
    }
}

async fn send_until_the_end(inner: Arc<Inner>, shutdown: CancellationToken) {
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = inner.send_forever() => {}
    }
    inner.say_goodbye().await;
}

/// Texts of other nodes over NATS.
async fn hear_nats(inner: &Inner, link: &Link) {
    let Ok(mut arriving) = link.hear().await else { return };
    while let Some(message) = arriving.next().await {
        if let Some(notice) = Notice::read(&message.payload) {
            inner.hear(&notice);
        }
    }
}
