//! The life of a worker: it registers, claims while it has free slots, drains and leaves. A worker that was declared
//! dead stops everything and begins again under a new id.

use std::sync::Arc;
use std::time::Duration;

use ports::ClaimedRun;
use tokio_util::task::TaskTracker;

use super::heartbeat::{be_born, beat};
use super::pulse::Pulse;
use super::run::{Drive, Parking};
use super::shared::{Counters, Shared};

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
        while shared.active() > 0 {
            shared.wake.notified().await;
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
        let taken = claim_once(shared, pulse, runs).await;
        pause = if taken > 0 {
            shared.options.poll_min
        } else {
            (pause * 2).min(shared.options.poll_max)
        };
        let free = shared.options.slots.saturating_sub(shared.active());
        if taken > 0 && free > 0 {
            continue;
        }
        let pause = next_look(shared, pause, free).await;
        tokio::select! {
            () = shared.wake.notified() => {}
            () = shared.ports.clock.sleep(pause) => {}
        }
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

/// Takes as many runs as there are free slots; gives their number.
async fn claim_once(shared: &Arc<Shared>, pulse: &Arc<Pulse>, runs: &TaskTracker) -> usize {
    let free = shared.options.slots.saturating_sub(shared.active());
    let limit = u32::try_from(free).unwrap_or(u32::MAX).min(shared.options.claim_batch);
    let now = shared.ports.clock.now();
    if limit == 0 || !pulse.may_act(now) {
        return 0;
    }
    match shared.ports.store.claim(pulse.id, limit, now).await {
        Ok(claimed) => {
            let count = claimed.len();
            Counters::add(&shared.counters.claimed, count as u64);
            claimed.into_iter().for_each(|run| launch(shared, pulse, runs, run));
            count
        }
        Err(error) => {
            tracing::warn!(%error, "could not look at the queue");
            0
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
