//! Which runs stand in the queue, for those who carry hints.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::run_store::{RunRef, StoreError};

/// A run that is ready now, and which workers it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyRun {
    /// The run.
    pub run: RunRef,
    /// 0 interactive, 1 normal, 2 bulk.
    pub lane: i16,
    /// Only workers of this pool take it.
    pub pool: String,
}

/// Looks into the queue without taking anything.
#[async_trait]
pub trait ReadyRuns: Send + Sync + 'static {
    /// Those of `runs` that nobody has taken yet and that are ready at `now`.
    async fn still_ready(&self, runs: &[RunRef], now: DateTime<Utc>) -> Result<Vec<ReadyRun>, StoreError>;

    /// Runs that have been ready since before `since`, the oldest of each lane first.
    async fn overdue(&self, since: DateTime<Utc>, limit: u32) -> Result<Vec<ReadyRun>, StoreError>;
}
