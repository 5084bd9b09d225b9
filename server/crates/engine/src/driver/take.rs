//! A worker that hears hints of other nodes: it takes a run by its id while it has a free place.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use ports::{Dispatch, Reservation, RunRef, Taken, Worker};

use super::EngineHandle;
use super::reserve::reserve;
use super::run::{Drive, Parking};
use super::shared::{Counters, Shared};

impl Dispatch for EngineHandle {
    fn ready(&self, _run: RunRef) {
        self.wake();
    }

    fn reserve(&self) -> Option<Reservation> {
        reserve(&self.shared)
    }

    fn cancel(&self, run: RunRef) {
        self.shared.cancel(run.run);
    }

    /// The run may be parked and ready again by this.
    fn signal(&self, run: RunRef) {
        self.shared.signal(run.run);
        self.wake();
    }
}

#[async_trait]
impl Worker for EngineHandle {
    fn look(&self) {
        self.wake();
    }

    async fn room(&self) -> usize {
        loop {
            // both before the look, so that nothing falls between
            let vacated = self.shared.vacated.notified();
            let mut worker = self.shared.worker.subscribe();
            if self.shared.shutdown().is_cancelled() {
                std::future::pending::<()>().await;
            }
            let free = free(&self.shared);
            if free > 0 && worker.borrow_and_update().is_some() {
                return free;
            }
            tokio::select! {
                () = vacated => {}
                _ = worker.changed() => {}
            }
        }
    }

    async fn take(&self, run: RunRef) -> Taken {
        let shared = &self.shared;
        let place = Place::keep(shared);
        let pulse = shared.worker.borrow().clone();
        let (Some(pulse), true) = (pulse, place.is_free && !shared.shutdown().is_cancelled()) else {
            return Taken::NoPlace;
        };
        let now = shared.ports.clock.now();
        if !pulse.may_act(now) {
            return Taken::NoPlace;
        }
        match shared.ports.store.claim_run(pulse.id, run, now).await {
            Ok(Some(claimed)) => {
                Counters::add(&shared.counters.claimed, 1);
                let after = Parking::After(shared.options.park_after);
                let drive = Drive::new(Arc::clone(shared), pulse, claimed, after);
                shared.tracker.spawn(async move {
                    drive.drive_to_end().await;
                });
                Taken::Ours
            }
            Ok(None) => Taken::NotReady,
            Err(error) => {
                tracing::debug!(%error, "could not take a run that a hint named");
                Taken::Unavailable
            }
        }
    }
}

/// Places that nobody has or is about to take.
pub(super) fn free(shared: &Shared) -> usize {
    let busy = shared.active() + shared.taking.load(Ordering::Relaxed);
    shared.options.slots.saturating_sub(busy)
}

/// A place that is kept while a claim is under way, so that hints of several lanes don't take more than there are.
struct Place<'a> {
    taking: &'a AtomicUsize,
    is_free: bool,
}

impl<'a> Place<'a> {
    fn keep(shared: &'a Shared) -> Self {
        let is_free = free(shared) > 0;
        shared.taking.fetch_add(1, Ordering::Relaxed);
        Self {
            taking: &shared.taking,
            is_free,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.taking.fetch_sub(1, Ordering::Relaxed);
    }
}
