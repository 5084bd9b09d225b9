//! Sends hints anew for runs that have been ready for too long: the first hint was lost, or nobody had a place.

use std::sync::Arc;
use std::time::Duration;

use ports::{Clock, ReadyRuns};

use super::Link;

/// A run that has been ready for longer gets another hint.
const OVERDUE: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_secs(5);
/// Most hints of one round: past it the workers are busy, not deaf.
const LIMIT: u32 = 256;

impl Link {
    /// Sweeps for ever. Every node does it; a hint that several send in one round is kept once.
    pub(crate) async fn sweep(&self, runs: Arc<dyn ReadyRuns>, clock: Arc<dyn Clock>) {
        loop {
            clock.sleep(EVERY.mul_f64(rand::random_range(0.8..1.0))).await;
            if !self.takes_hints() {
                continue;
            }
            let now = clock.now();
            match runs.overdue(now - OVERDUE, LIMIT).await {
                Ok(overdue) if overdue.is_empty() => {}
                Ok(overdue) => {
                    let round = now.timestamp() / 5;
                    let sent = self.hint(&overdue, Some(round)).await;
                    tracing::debug!(runs = overdue.len(), sent, "sent hints anew");
                }
                Err(error) => tracing::debug!(%error, "could not look for overdue runs"),
            }
        }
    }
}
