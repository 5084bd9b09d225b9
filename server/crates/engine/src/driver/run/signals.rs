//! What was said to the run while it is driven here.

use ports::{Signal, StoreError};

use super::{Ended, Running};
use crate::core::{Heard, Input};

/// As the machine takes it.
pub(super) fn heard(signal: Signal) -> Heard {
    Heard {
        signal: signal.id,
        step: signal.step,
        name: signal.name,
        payload: signal.payload,
    }
}

impl Running {
    /// Reads all there is: the machine knows what it has taken in. A store that is away is asked again with the next
    /// heartbeat, which says what is still unread.
    pub(super) async fn read_signals(&mut self) -> Option<Ended> {
        match self.journal.shared.ports.store.signals(&self.journal.lease).await {
            Ok(signals) => {
                let inputs = signals.into_iter().map(|signal| Input::Signal(heard(signal)));
                self.inbox.extend(inputs);
                None
            }
            Err(StoreError::StaleFence(_)) => Some(Ended::Lost),
            Err(error @ StoreError::Unavailable(_)) => {
                tracing::warn!(%error, "could not read what was said to the run");
                None
            }
        }
    }
}
