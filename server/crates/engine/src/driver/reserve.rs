//! A place that is kept free while a run is being accepted: the run begins at once, with no hop through the queue.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ports::Reservation;

use super::run::{Drive, Parking};
use super::shared::{Counters, Shared};

/// One of the worker's places, until it is dropped.
pub(super) struct Kept {
    shared: Arc<Shared>,
    places: usize,
}

impl Kept {
    /// Keeps as many as are free, up to `most`; none when there is none.
    pub(super) fn keep(shared: &Arc<Shared>, most: usize) -> Option<Self> {
        let mut places = 0;
        let keep = |taking: usize| {
            places = shared.options.slots.saturating_sub(shared.active() + taking).min(most);
            (places > 0).then_some(taking + places)
        };
        shared
            .taking
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, keep)
            .ok()?;
        Some(Self {
            shared: Arc::clone(shared),
            places,
        })
    }

    pub(super) const fn places(&self) -> usize {
        self.places
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.shared.taking.fetch_sub(self.places, Ordering::AcqRel);
    }
}

/// See [`ports::Dispatch::reserve`].
pub(super) fn reserve(shared: &Arc<Shared>) -> Option<Reservation> {
    let pulse = shared.worker.borrow().clone()?;
    let may_begin = !shared.shutdown().is_cancelled() && pulse.may_act(shared.ports.clock.now());
    if !may_begin || shared.is_behind() {
        return None;
    }
    let kept = Kept::keep(shared, 1)?;
    let (worker, pools) = (pulse.id, Arc::clone(&shared.options.pools));
    let shared = Arc::clone(shared);
    Some(Reservation::new(worker, pools, move |claimed| {
        Counters::add(&shared.counters.claimed, 1);
        let after = Parking::After(shared.options.park_after);
        // it counts as active from here on
        let drive = Drive::new(Arc::clone(&shared), pulse, claimed, after);
        drop(kept);
        shared.tracker.spawn(async move {
            drive.drive_to_end().await;
        });
    }))
}
