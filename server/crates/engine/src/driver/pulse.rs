//! One life of a worker: its id, until when it counts as alive, and the end of it.
//!
//! A worker that could not say that it lives must stop before its next side effect: by then somebody else may have its
//! runs. The fence keeps the journal right whatever happens; this keeps the outside world from seeing a step twice.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use tokio_util::sync::CancellationToken;

pub(super) struct Pulse {
    pub(super) id: WorkerId,
    /// Ends when this worker is dead: every run of it must stop at once, without writing.
    pub(super) dead: CancellationToken,
    alive_until: Mutex<DateTime<Utc>>,
}

impl Pulse {
    /// A worker whose heartbeat, sent at `now`, was heard.
    pub(super) fn new(id: WorkerId, now: DateTime<Utc>, ttl: Duration) -> Self {
        Self {
            id,
            dead: CancellationToken::new(),
            alive_until: Mutex::new(now + ttl),
        }
    }

    /// A heartbeat that was sent at `now` was heard.
    pub(super) fn renew(&self, now: DateTime<Utc>, ttl: Duration) {
        *self.alive_until.lock().unwrap_or_else(PoisonError::into_inner) = now + ttl;
    }

    /// Until when others take this worker for alive.
    pub(super) fn alive_until(&self) -> DateTime<Utc> {
        *self.alive_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a side effect may begin now.
    pub(super) fn may_act(&self, now: DateTime<Utc>) -> bool {
        !self.dead.is_cancelled() && now < self.alive_until()
    }
}
