//! [`RunStore`] on Postgres: queue, leases and journal (ENGINE.md, "Claim, fence, finish").
//!
//! Every write of a run checks its fence and appends its events in one statement, so that a worker that was replaced
//! changes nothing. Nothing here reads a clock: times come from the worker.

mod append;
mod children;
mod claim;
mod deliveries;
mod documents;
mod due;
mod heartbeat;
mod leave;
mod reap;
mod signals;
mod unreadable;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use domain::run::{RunEvent, StepPath};
use ports::{ChildAnswer, ChildRun, ClaimedRun, Heartbeat, Lease, RunRef, RunStore, Signal, StoreError};

use crate::Database;
use append::GivingUp;
use deliveries::Deliveries;
use documents::Documents;

/// Queue, leases and journal of one region. Clones share their memory.
#[derive(Debug, Clone)]
pub struct PgRunStore {
    database: Database,
    documents: Arc<Documents>,
    deliveries: Arc<Deliveries>,
}

impl PgRunStore {
    pub(crate) fn new(database: Database) -> Self {
        Self {
            database,
            documents: Arc::default(),
            deliveries: Arc::default(),
        }
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
        self.give_up(lease, events, GivingUp::Park { until }).await
    }

    async fn put_aside(&self, lease: &Lease, until: DateTime<Utc>) -> Result<(), StoreError> {
        self.give_up(lease, &[], GivingUp::PutAside { until }).await
    }

    async fn release(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.give_up(lease, events, GivingUp::Release).await
    }

    async fn finish(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError> {
        self.give_up(lease, events, GivingUp::Finish).await
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
