//! From acceptance to a worker: a hint that something is ready, never the truth.

use std::sync::Arc;

use async_trait::async_trait;
use domain::id::WorkerId;

use crate::run_store::{ClaimedRun, RunRef};

/// Tells workers that a run is ready, that somebody asked for its end, or that something was said to it. Lost hints cost
/// time, not runs.
pub trait Dispatch: Send + Sync + 'static {
    /// The run stands in the queue.
    fn ready(&self, run: RunRef);

    /// Somebody asked for the end of a run that a worker holds.
    fn cancel(&self, run: RunRef);

    /// A signal for the run is stored; a worker may hold the run.
    fn signal(&self, run: RunRef);

    /// Keeps a place free at the worker of this process, so that a run may begin in the transaction that accepts it.
    /// None where there is no worker, no free place, or where runs stand in the queue that would be passed over.
    fn reserve(&self) -> Option<Reservation> {
        None
    }
}

/// A place at the worker of this process. Given back when it is dropped.
pub struct Reservation {
    worker: WorkerId,
    pools: Arc<[String]>,
    begin: Box<dyn FnOnce(ClaimedRun) + Send>,
}

impl Reservation {
    /// A place of `worker`, which serves `pools`. `begin` drives a run on it, and gives the place back when it is dropped.
    pub fn new(worker: WorkerId, pools: Arc<[String]>, begin: impl FnOnce(ClaimedRun) + Send + 'static) -> Self {
        Self {
            worker,
            pools,
            begin: Box::new(begin),
        }
    }

    /// Who would hold the run.
    #[must_use]
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }

    /// The pools whose runs it takes.
    #[must_use]
    pub fn pools(&self) -> &[String] {
        &self.pools
    }

    /// Drives the run, which the worker holds by now.
    pub fn begin(self, run: ClaimedRun) {
        (self.begin)(run);
    }
}

impl std::fmt::Debug for Reservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reservation")
            .field("worker", &self.worker)
            .finish_non_exhaustive()
    }
}

/// The worker of this process, as hints from elsewhere reach it.
#[async_trait]
pub trait Worker: Dispatch {
    /// Something may be ready, nobody knows what: look at the queue now.
    fn look(&self);

    /// Returns as soon as another run may be taken, with the number of free places (1 or more). Never returns once the
    /// worker is going down.
    async fn room(&self) -> usize;

    /// Claims this run by its id and drives it like one from the queue.
    async fn take(&self, run: RunRef) -> Taken;
}

/// What became of a hint at a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The run is driven here now.
    Ours,
    /// It was not ready: somebody else has it, it is over, or it must wait. Drop the hint.
    NotReady,
    /// There is no free place here: another worker may have one.
    NoPlace,
    /// The store could not be asked. The run stands in the queue, if it did.
    Unavailable,
}
