//! Asks for the end of runs that steps have started and nobody wants any more.
//!
//! Only once it is durable that nobody does: a worker that dies in between finds it in the journal and asks again.

use std::time::Duration;

use ports::StoreError;

use super::{Ended, Running};
use crate::core::Command;
use crate::driver::commit::Write;

/// Pause before a store that is away is asked again.
const PAUSE: Duration = Duration::from_millis(500);

impl Running {
    pub(super) async fn end_children(&mut self) -> Result<(), Ended> {
        while let Some((path, run)) = self.to_cancel.pop() {
            let (shared, lease) = (&self.journal.shared, &self.journal.lease);
            loop {
                match shared.ports.store.cancel_children(lease, Some(&path), self.now()).await {
                    Ok(()) => break,
                    Err(StoreError::StaleFence(_)) => return Err(Ended::Lost),
                    Err(error) => tracing::warn!(%error, step = %path, "could not end a sub-workflow; trying again"),
                }
                tokio::select! {
                    biased;
                    () = self.journal.pulse.dead.cancelled() => return Err(Ended::Lost),
                    () = shared.ports.clock.sleep(PAUSE) => {}
                }
            }
            // a hint; whoever drives it hears of it all the same
            shared.cancel(run);
            shared.hint();
        }
        Ok(())
    }

    /// At the end of a run: everything but its last event becomes durable before, for the lease goes with that.
    pub(super) async fn close_children(&mut self, end: &Command) -> Result<(), Ended> {
        let last = match end {
            Command::Finish { .. } => self.pending.pop(),
            Command::Park { .. }
            | Command::Prepare(_)
            | Command::Perform(_)
            | Command::Abort(_)
            | Command::CancelChild { .. } => None,
        };
        let events = std::mem::take(&mut self.pending);
        self.pending.extend(last);
        self.journal.write(Write::Append, events).await?;
        self.end_children().await
    }
}
