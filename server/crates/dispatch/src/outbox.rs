//! What is to be told to other nodes, gathered for a few milliseconds: a NOTIFY takes a lock of the whole database
//! server at commit, so there is one for many.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::id::RunId;
use ports::RunRef;
use tokio::sync::Notify;

/// Runs with news that are remembered; past it the others are sent to look.
const MOST: usize = 4_096;

/// What was gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) ready: HashSet<RunRef>,
    /// There is more ready than the runs named.
    pub(crate) look: bool,
    pub(crate) cancels: HashSet<RunRef>,
    pub(crate) signals: HashSet<RunRef>,
    pub(crate) news: HashMap<RunId, i64>,
    /// The others are to hear that this node is here.
    pub(crate) hello: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    gathered: Mutex<Gathered>,
    filled: Notify,
}

impl Outbox {
    pub(crate) fn ready(&self, run: RunRef) {
        self.put(|gathered| {
            if gathered.ready.len() < MOST {
                gathered.ready.insert(run);
            } else {
                gathered.look = true;
            }
        });
    }

    pub(crate) fn cancel(&self, run: RunRef) {
        self.put(|gathered| {
            gathered.cancels.insert(run);
        });
    }

    pub(crate) fn signal(&self, run: RunRef) {
        self.put(|gathered| {
            gathered.signals.insert(run);
        });
    }

    pub(crate) fn news(&self, run: RunId, last_seq: i64) {
        self.put(|gathered| {
            if gathered.news.len() < MOST || gathered.news.contains_key(&run) {
                let known = gathered.news.entry(run).or_default();
                *known = last_seq.max(*known);
            } else {
                gathered.look = true;
            }
        });
    }

    pub(crate) fn hello(&self) {
        self.put(|gathered| gathered.hello = true);
    }

    /// Everything gathered so far; waits for the first of it.
    pub(crate) async fn wait(&self) {
        self.filled.notified().await;
    }

    pub(crate) fn take(&self) -> Gathered {
        std::mem::take(&mut self.lock())
    }

    fn put(&self, change: impl FnOnce(&mut Gathered)) {
        change(&mut self.lock());
        self.filled.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        // no code that can panic runs under the lock
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
