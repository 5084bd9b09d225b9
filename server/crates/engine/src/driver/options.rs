//! What a worker can be told.

use std::sync::Arc;
use std::time::Duration;

use domain::id::WorkerId;

use crate::circuit::CircuitOptions;

/// Settings of one worker. Start from [`Options::new`] and change what differs.
#[derive(Clone)]
pub struct Options {
    /// Mints a worker id: one at the start, and a new one whenever this worker was declared dead.
    pub worker_ids: Arc<dyn Fn() -> WorkerId + Send + Sync>,
    /// Runs that it drives at once; 0 claims nothing (only `run_one` works).
    pub slots: usize,
    /// The pools whose runs it takes, as its store has them.
    pub pools: Arc<[String]>,
    /// Most runs that one claim takes.
    pub claim_batch: u32,
    /// Shortest pause between two looks at the queue.
    pub poll_min: Duration,
    /// Longest pause between two looks at the queue.
    pub poll_max: Duration,
    /// How long the worker counts as alive after a heartbeat.
    pub lease_ttl: Duration,
    /// Time between heartbeats.
    pub heartbeat: Duration,
    /// Time between looks for dead workers; none leaves that to others.
    pub reap_every: Option<Duration>,
    /// On the way down, steps in flight may take this long to end.
    pub drain_grace: Duration,
    /// A run whose next thing is due later than this is given back until then.
    pub park_after: Duration,
    /// A run that took its worker down this often without getting anywhere is `dead`.
    pub max_crashes: u32,
    /// When targets of calls that keep failing are left alone.
    pub circuit: CircuitOptions,
    /// Seeds the jitter of polls, so that tests repeat; none draws one.
    pub seed: Option<u64>,
}

impl Options {
    /// The settings in force when nobody says otherwise.
    #[must_use]
    pub fn new(worker_ids: impl Fn() -> WorkerId + Send + Sync + 'static) -> Self {
        Self {
            worker_ids: Arc::new(worker_ids),
            slots: 256,
            pools: Arc::new(["default".to_owned()]),
            claim_batch: 32,
            poll_min: Duration::from_millis(100),
            poll_max: Duration::from_secs(2),
            lease_ttl: Duration::from_secs(20),
            heartbeat: Duration::from_secs(4),
            reap_every: Some(Duration::from_secs(5)),
            drain_grace: Duration::from_secs(20),
            park_after: Duration::from_secs(1),
            max_crashes: 5,
            circuit: CircuitOptions::default(),
            seed: None,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("slots", &self.slots)
            .field("lease_ttl", &self.lease_ttl)
            .field("heartbeat", &self.heartbeat)
            .finish_non_exhaustive()
    }
}
