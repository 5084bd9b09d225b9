//! The life of a worker: it registers, claims while it has free slots, drains and leaves. A worker that was declared
//! dead stops everything and begins again under a new id.

use std::sync::Arc;
use std::time::Duration;

use ports::ClaimedRun;
use tokio_util::task::TaskTracker;

use super::heartbeat::{be_born, beat};
use super::pulse::Pulse;
use super::reserve::Kept;
use super::run::{Drive, Parking};
use super::shared::{Counters, Shared};
use super::take::free;

/// How long a claim waits for more free places.
const GATHERING: Duration = Duration::from_millis(2);

pub(super) async fn work(shared: Arc<Shared>) {
    while !shared.shutdown().is_cancelled() {
        let Some(pulse) = be_born(&shared).await else { return };
        shared.worker.send_replace(Some(Arc::clone(&pulse)));
        tracing::info!(worker = %pulse.id, slots = shared.options.slots, "worker is up");
        live(&shared, &pulse).await;
        shared.worker.send_replace(None);
    }
}

/// One life, from the first claim to the last run.
async fn live(shared: &Arc<Shared>, pulse: &Arc<Pulse>) {
    let runs = TaskTracker::new();
    let claims_then_drain = async {
        tokio::select! {
            biased;
            () = shared.shutdown().cancelled() => {}
            () = pulse.dead.cancelled() => {}
            () = claim_forever(shared, pulse, &runs) => {}
        }
        runs.close();
        runs.wait().await;
        // those of `run_one` are nobody's task: they end by the same tokens
        loop {
            // before the look, so that no end falls between
            let vacated = shared.vacated.notified();
            if shared.active() == 0 {
                break;
            }
            vacated.await;
        }
    };
    let beats = async {
        beat(shared, pulse).await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = claims_then_drain => {}
        () = beats => {}
    }
    if !pulse.dead.is_cancelled() {
        match shared.ports.store.leave(pulse.id).await {
            Ok(()) => tracing::info!(worker = %pulse.id, "worker has left"),
            Err(error) => tracing::warn!(%error, "could not say goodbye; the reaper will notice"),
        }
    }
}

async fn claim_forever(shared: &Arc<Shared>, pulse: &Arc<Pulse>, runs: &TaskTracker) {
    let mut pause = shared.options.poll_min;
    loop {
        let looked = claim_once(shared, pulse, runs).await;
        pause = match looked {
            Looked::Took => shared.options.poll_min,
            Looked::Nothing | Looked::Refused => (pause * 2).min(shared.options.poll_max),
        };
        let free = free(shared);
        match looked {
            Looked::Took if shared.is_behind() && free > 0 => gather(shared, free).await,
            Looked::Took | Looked::Nothing | Looked::Refused => {
                let pause = next_look(shared, pause, free).await;
                tokio::select! {
                    () = shared.wake.notified() => {}
                    () = shared.ports.clock.sleep(pause) => {}
                }
            }
        }
    }
}

/// A claim of many costs hardly more than a claim of one: when few places are free, others soon will be.
async fn gather(shared: &Shared, free: usize) {
    let batch = usize::try_from(shared.options.claim_batch).unwrap_or(usize::MAX);
    if free < batch.min(shared.options.slots) / 2 {
        shared.ports.clock.sleep(GATHERING).await;
    }
}

/// How long to wait for the next look: jittered, and not past the time at which the next run is due.
async fn next_look(shared: &Shared, pause: Duration, free: usize) -> Duration {
    let jittered = pause.mul_f64(0.5 + shared.draw() / 2.0);
    if free == 0 || pause < shared.options.poll_max {
        return jittered;
    }
    match shared.ports.store.next_due().await {
        Ok(Some(due)) => {
            let left = (due - shared.ports.clock.now()).to_std().unwrap_or_default();
            left.max(shared.options.poll_min).min(jittered)
        }
        Ok(None) | Err(_) => jittered,
    }
}

/// What a look at the queue came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looked {
    /// Runs were taken.
    Took,
    /// There were none, or no place for one.
    Nothing,
    /// The store did not answer, or this worker may not act.
    Refused,
}

/// Takes as many runs as there are free slots.
async fn claim_once(shared: &Arc<Shared>, pulse: &Arc<Pulse>, runs: &TaskTracker) -> Looked {
    let now = shared.ports.clock.now();
    if !pulse.may_act(now) {
        return Looked::Refused;
    }
    // kept while the claim is under way, so that hints and acceptances don't fill the same places
    let most = usize::try_from(shared.options.claim_batch).unwrap_or(usize::MAX);
    let Some(kept) = Kept::keep(shared, most) else {
        return Looked::Nothing;
    };
    let limit = u32::try_from(kept.places()).unwrap_or(u32::MAX);
    shared.claim_begins();
    match shared.ports.store.claim(pulse.id, limit, now).await {
        Ok(claimed) => {
            let count = claimed.len();
            shared.claim_ended(count >= kept.places());
            Counters::add(&shared.counters.claimed, count as u64);
            claimed.into_iter().for_each(|run| launch(shared, pulse, runs, run));
            if count > 0 { Looked::Took } else { Looked::Nothing }
        }
        Err(error) => {
            tracing::warn!(%error, "could not look at the queue");
            Looked::Refused
        }
    }
}

fn launch(shared: &Arc<Shared>, pulse: &Arc<Pulse>, runs: &TaskTracker, claimed: ClaimedRun) {
    let after = Parking::After(shared.options.park_after);
    let drive = Drive::new(Arc::clone(shared), Arc::clone(pulse), claimed, after);
    runs.spawn(async move {
        drive.drive_to_end().await;
    });
}
