//! Says that the worker lives, hears who asked for the end of its runs, and ends this life when it was not heard.

use std::sync::Arc;
use std::time::Duration;

use super::pulse::Pulse;
use super::shared::Shared;

/// Pause after a first heartbeat that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Registers a worker under a new id. None when the engine goes down first.
pub(super) async fn be_born(shared: &Shared) -> Option<Arc<Pulse>> {
    let id = (shared.options.worker_ids)();
    loop {
        let now = shared.ports.clock.now();
        match shared.ports.store.heartbeat(id, now, shared.options.lease_ttl).await {
            Ok(answer) if answer.alive => return Some(Arc::new(Pulse::new(id, now, shared.options.lease_ttl))),
            Ok(_) => tracing::warn!(worker = %id, "the store doesn't take this worker yet"),
            Err(error) => tracing::warn!(%error, "the run store is not reachable; trying again"),
        }
        tokio::select! {
            biased;
            () = shared.shutdown().cancelled() => return None,
            () = shared.ports.clock.sleep(PAUSE) => {}
        }
    }
}

/// Beats until this life ends: declared dead, or not heard in time. Dropped when the worker has left.
pub(super) async fn beat(shared: &Shared, pulse: &Pulse) {
    let mut pause = shared.options.heartbeat;
    loop {
        let left = (pulse.alive_until() - shared.ports.clock.now())
            .to_std()
            .unwrap_or_default();
        shared.ports.clock.sleep(pause.min(left)).await;
        let now = shared.ports.clock.now();
        if !pulse.may_act(now) {
            tracing::error!(worker = %pulse.id, "no heartbeat was heard in time: stopping all runs of this worker");
            break;
        }
        pause = match beat_once(shared, pulse).await {
            Some(true) => shared.options.heartbeat,
            Some(false) => {
                tracing::error!(worker = %pulse.id, "declared dead: stopping all runs of this worker");
                break;
            }
            // not heard: again soon, there is a deadline
            None => shared.options.heartbeat / 4,
        };
    }
    pulse.dead.cancel();
}

/// Whether the worker is alive, as the store says; none when it says nothing before this life is over.
async fn beat_once(shared: &Shared, pulse: &Pulse) -> Option<bool> {
    let now = shared.ports.clock.now();
    let answer = tokio::select! {
        biased;
        answer = shared.ports.store.heartbeat(pulse.id, now, shared.options.lease_ttl) => answer,
        () = shared.ports.clock.sleep_until(pulse.alive_until()) => return None,
    };
    match answer {
        Ok(answer) if answer.alive => {
            pulse.renew(now, shared.options.lease_ttl);
            answer.cancel.into_iter().for_each(|run| {
                shared.cancel(run);
            });
            answer.signalled.into_iter().for_each(|run| {
                shared.signal(run);
            });
            Some(true)
        }
        Ok(_) => Some(false),
        Err(error) => {
            tracing::warn!(%error, "a heartbeat was not heard");
            None
        }
    }
}
