//! [`RunStore`] on Postgres: queue, leases and journal (ENGINE.md, "Claim, fence, finish").
//!
//! Every write of a run checks its fence and appends its events in one statement, so that a worker that was replaced
//! changes nothing. Nothing here reads a clock: times come from the worker.

mod append;
mod asked;
mod batch;
mod children;
mod claim;
mod deliveries;
mod documents;
mod due;
mod heartbeat;
mod leave;
mod memory;
mod reap;
mod signals;
mod taken;
mod unreadable;
mod write;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use domain::run::{RunEvent, StepPath};
use ports::{ChildAnswer, ChildRun, ClaimedRun, Heartbeat, Lease, RunRef, RunStore, Signal, StoreError};

use crate::Database;
pub(crate) use deliveries::{ClaimGuard, Known};
pub(crate) use memory::Memory;
use write::Then;

/// The pool of runs for which nobody has chosen another.
pub const DEFAULT_POOL: &str = "default";

/// Queue, leases and journal of one region, for the workers of some pools. All stores of a [`Database`] share what they
/// remember.
#[derive(Debug, Clone)]
pub struct PgRunStore {
    database: Database,
    pools: Arc<[String]>,
}

impl PgRunStore {
    pub(crate) fn new(database: Database) -> Self {
        Self {
            database,
            pools: Arc::new([DEFAULT_POOL.to_owned()]),
        }
    }

    /// The same, but for workers that take the runs of these pools and of no other. The first ones go first.
    #[must_use]
    pub fn for_pools(self, pools: impl IntoIterator<Item = String>) -> Self {
        Self {
            pools: pools.into_iter().collect(),
            ..self
        }
    }

    fn memory(&self) -> &Memory {
        self.database.memory()
    }
}

#[async_trait]
impl RunStore for PgRunStore {
    /// Gives nothing to a worker that has not said that it lives, or not recently enough: heartbeat first.
    async fn claim(&self, worker: WorkerId, limit: u32, now: DateTime<Utc>) -> Result<Vec<ClaimedRun>, StoreError> {
        self.claim_ready(worker, limit, now).await
    }

    /// As [`RunStore::claim`].
    async fn claim_run(
        &self,
        worker: WorkerId,
        run: RunRef,
        now: DateTime<Utc>,
    ) -> Result<Option<ClaimedRun>, StoreError> {
        self.claim_one(worker, run, now).await
    }

    /// Repeating a batch that was journaled already is not an error: the answer to the first try may have got lost.
    async fn append(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.append_events(lease, events).await
    }

    async fn park(&self, lease: &Lease, events: &[RunEvent], until: DateTime<Utc>) -> Result<(), StoreError> {
        self.let_go(lease, events, Then::Park { until }).await
    }

    async fn put_aside(&self, lease: &Lease, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.let_go(lease, &[], Then::PutAside { until }).await
    }

    async fn release(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.let_go(lease, events, Then::Release).await
    }

    async fn finish(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.let_go(lease, events, Then::Finish).await
    }

    async fn signals(&self, lease: &Lease) -> Result<Vec<Signal>, StoreError> {
        self.signals_of(lease).await
    }

    async fn start_child(&self, lease: &Lease, child: ChildRun) -> Result<ChildAnswer, StoreError> {
        self.child(lease, child).await
    }

    async fn cancel_children(
        &self,
        lease: &Lease,
        step: Option<&StepPath>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.end_children(lease, step, now).await
    }

    async fn heartbeat(&self, worker: WorkerId, now: DateTime<Utc>, ttl: Duration) -> Result<Heartbeat, StoreError> {
        self.beat(worker, now, ttl).await
    }

    async fn reap(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.reap_dead(now).await
    }

    async fn leave(&self, worker: WorkerId) -> Result<(), StoreError> {
        self.forget(worker).await
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.earliest().await
    }
}
