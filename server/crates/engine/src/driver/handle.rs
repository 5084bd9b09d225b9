//! What the rest of the process holds of a running engine.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::id::{RunId, WorkerId};
use domain::run::RunStatus;
use ports::{RunRef, StoreError};

use super::pulse::Pulse;
use super::run::{Drive, Ended, Parking};
use super::shared::{Counters, Shared};

/// A running engine. Cheap to clone.
#[derive(Clone)]
pub struct EngineHandle {
    pub(super) shared: Arc<Shared>,
}

/// Figures of an engine, for health pages and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// The worker's id; none before its first heartbeat and after it left.
    pub worker: Option<WorkerId>,
    /// Runs it drives now.
    pub active: usize,
    /// Runs it may drive at once.
    pub slots: usize,
    /// Runs taken since the start, one that was parked and taken again each time.
    pub claimed: u64,
    /// Runs brought to their end.
    pub finished: u64,
    /// Runs given back until a time.
    pub parked: u64,
    /// Runs taken away by another worker.
    pub lost: u64,
    /// Attempts ended.
    pub steps: u64,
}

/// What became of a run that was to be driven here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOne {
    /// It ended, with this status.
    Finished(RunStatus),
    /// It is not ready: another worker has it, or it is over. Watch its journal.
    NotReady,
}

/// Why a run could not be driven to its end here.
#[derive(Debug, thiserror::Error)]
pub enum RunOneError {
    /// The engine is going down; the run was given back.
    #[error("the engine is going down")]
    GoingDown,
    /// Another worker took the run over.
    #[error("another worker took the run over")]
    Lost,
    /// The store could not be asked.
    #[error("the run could not be taken")]
    Store(#[source] StoreError),
}

impl EngineHandle {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Something may be ready: look at the queue now. A hint; the queue is polled all the same.
    pub fn wake(&self) {
        self.shared.hint();
    }

    /// Ends this run now if it is driven here. The request must stand in the store already: that is what counts.
    pub fn cancel(&self, run: RunId) -> bool {
        self.shared.cancel(run)
    }

    /// Figures of this moment.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let Counters {
            claimed,
            finished,
            parked,
            lost,
            steps,
        } = &self.shared.counters;
        Stats {
            worker: self.shared.worker.borrow().as_ref().map(|pulse| pulse.id),
            active: self.shared.active(),
            slots: self.shared.options.slots,
            claimed: claimed.load(Ordering::Relaxed),
            finished: finished.load(Ordering::Relaxed),
            parked: parked.load(Ordering::Relaxed),
            lost: lost.load(Ordering::Relaxed),
            steps: steps.load(Ordering::Relaxed),
        }
    }

    /// Takes this run, if it is ready, and drives it to its end in the calling task, waiting in place instead of giving
    /// it back. Needs no free slot.
    pub async fn run_one(&self, run: RunRef) -> Result<RunOne, RunOneError> {
        let pulse = self.pulse().await?;
        let ports = &self.shared.ports;
        let claimed = ports
            .store
            .claim_run(pulse.id, run, ports.clock.now())
            .await
            .map_err(RunOneError::Store)?;
        let Some(claimed) = claimed else {
            return Ok(RunOne::NotReady);
        };
        Counters::add(&self.shared.counters.claimed, 1);
        match Drive::new(Arc::clone(&self.shared), pulse, claimed, Parking::Never)
            .drive_to_end()
            .await
        {
            Ended::Finished(status) => Ok(RunOne::Finished(status)),
            Ended::Lost => Err(RunOneError::Lost),
            Ended::Parked | Ended::Released => Err(RunOneError::GoingDown),
        }
    }

    /// The worker's id, once it has said that it lives; none when it goes down.
    pub async fn up(&self) -> Option<WorkerId> {
        self.pulse().await.ok().map(|pulse| pulse.id)
    }

    /// Returns once the worker has gone down: its runs are given back and no task of it is left.
    pub async fn drained(&self) {
        self.shared.tracker.wait().await;
    }

    /// The living worker, once it has said so for the first time.
    async fn pulse(&self) -> Result<Arc<Pulse>, RunOneError> {
        let mut worker = self.shared.worker.subscribe();
        let alive = tokio::select! {
            biased;
            () = self.shared.shutdown().cancelled() => return Err(RunOneError::GoingDown),
            alive = worker.wait_for(Option::is_some) => alive,
        };
        alive.ok().and_then(|pulse| pulse.clone()).ok_or(RunOneError::GoingDown)
    }
}

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("EngineHandle").field(&self.stats()).finish()
    }
}
