//! Makes events durable, and tells watchers once they are.
//!
//! A store that is away is asked again until the lease is lost: nothing new begins meanwhile, because whatever waits
//! for this commit waits on. A write that is refused for longer than the lease lasts can't be repaired from here (its
//! outcome may be unknown): then the run is given back and begins anew from what is really in the journal.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::run::RunEvent;
use ports::{Lease, RunEvents, StoreError};

use super::pulse::Pulse;
use super::run::Ended;
use super::shared::Shared;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Which write.
#[derive(Debug, Clone, Copy)]
pub(super) enum Write {
    Append,
    Park(DateTime<Utc>),
    Release,
    Finish,
}

pub(super) struct Journal {
    pub(super) shared: Arc<Shared>,
    pub(super) pulse: Arc<Pulse>,
    pub(super) lease: Lease,
}

impl Journal {
    /// Writes and publishes. An error says how the run ended for this worker.
    pub(super) async fn write(&self, how: Write, events: Vec<RunEvent>) -> Result<(), Ended> {
        let began = self.shared.ports.clock.now();
        let mut pause = FIRST_PAUSE;
        loop {
            match self.write_once(how, &events).await {
                Ok(()) => {
                    self.publish(events);
                    return Ok(());
                }
                Err(StoreError::StaleFence(_)) => return Err(self.lost("another worker has the run")),
                Err(error @ StoreError::Unavailable(_)) => {
                    tracing::warn!(%error, cause = ?std::error::Error::source(&error), "could not write the journal; trying again");
                }
            }
            tokio::select! {
                biased;
                () = self.pulse.dead.cancelled() => return Err(self.lost("this worker is no longer alive")),
                () = self.shared.ports.clock.sleep(pause) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            let refused_for = (self.shared.ports.clock.now() - began).to_std().unwrap_or_default();
            if refused_for > self.shared.options.lease_ttl && self.write_once(Write::Release, &[]).await.is_ok() {
                tracing::error!("the journal could not be written; the run was given back");
                return Err(Ended::Released);
            }
        }
    }

    async fn write_once(&self, how: Write, events: &[RunEvent]) -> Result<(), StoreError> {
        let store = &self.shared.ports.store;
        match how {
            Write::Append => store.append(&self.lease, events).await,
            Write::Park(until) => store.park(&self.lease, events, until).await,
            Write::Release => store.release(&self.lease, events).await,
            Write::Finish => store.finish(&self.lease, events).await,
        }
    }

    fn publish(&self, events: Vec<RunEvent>) {
        if !events.is_empty() {
            let run = self.lease.run;
            self.shared.ports.fanout.publish(RunEvents {
                tenant: run.tenant,
                run: run.run,
                events: events.into(),
            });
        }
    }

    fn lost(&self, why: &str) -> Ended {
        tracing::warn!(worker = %self.pulse.id, fence = self.lease.fence, why, "lost the run");
        Ended::Lost
    }
}
