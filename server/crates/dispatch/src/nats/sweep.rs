//! Sends hints anew for runs that have been ready for too long: the first hint was lost, or nobody had a place.

use std::sync::Arc;
use std::time::Duration;

use ports::{Clock, ReadyRuns};

use super::Link;

/// Most hints of one round: past it the workers are busy, not deaf.
const LIMIT: u32 = 256;

impl Link {
    /// Sweeps for ever. Every node does it; a hint that several send in one round is kept once.
    pub(crate) async fn sweep(&self, runs: Arc<dyn ReadyRuns>, clock: Arc<dyn Clock>, overdue: Duration) {
        loop {
            clock.sleep(overdue.mul_f64(rand::random_range(0.8..1.0))).await;
            if !self.takes_hints() {
                continue;
            }
            let now = clock.now();
            match runs.overdue(now - overdue, LIMIT).await {
                Ok(found) if found.is_empty() => {}
                Ok(found) => {
                    // the same on all nodes
                    let round = now.timestamp_millis() / millis(overdue);
                    let sent = self.hint(&found, Some(round)).await;
                    tracing::debug!(runs = found.len(), sent, "sent hints anew");
                }
                Err(error) => tracing::debug!(%error, "could not look for overdue runs"),
            }
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).max(1)
}
