//! Taking ready runs out of the queue.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::RunEvent;
use ports::{ClaimedRun, Lease, RunRef, RunSpec, Signal, StoreError};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::PgRunStore;
use super::signals::Signals;
use crate::DbError;
use crate::journal::EventRow;
use crate::statement::fetch_all;

// $1 worker, $2 region, $3 now, then the arguments of the choice. Rows that another claim has locked are passed over.
// Journals are read whole: a claim takes no more runs once those it has fill what one run may write (MAX_RUN_BYTES).
macro_rules! claim {
    ($choice:literal) => {
        concat!(
            "WITH picked AS MATERIALIZED (
                SELECT q.tenant_id, q.run_id, q.lane, q.vt, q.ready_at FROM run_queue q
                WHERE q.region = $2 AND q.ready_at <= $3
                  AND EXISTS (SELECT FROM workers w WHERE w.id = $1 AND w.reaped_at IS NULL AND w.expires_at > $3) ",
            $choice,
            " FOR UPDATE OF q SKIP LOCKED
            ), weighed AS (
                SELECT p.tenant_id, p.run_id, r.journal_bytes, sum(r.journal_bytes) OVER (
                    ORDER BY p.lane, p.vt, p.ready_at, p.run_id ROWS UNBOUNDED PRECEDING) AS total
                FROM picked p JOIN runs r ON r.tenant_id = p.tenant_id AND r.id = p.run_id
            ), taken AS (
                DELETE FROM run_queue q USING (SELECT * FROM weighed WHERE total - journal_bytes < 67108864) p
                WHERE q.tenant_id = p.tenant_id AND q.run_id = p.run_id
                RETURNING q.*
            ), leased AS (
                INSERT INTO run_leases (tenant_id, run_id, workflow_id, worker_id, fence, region, pool, lane, vt, claimed_at)
                SELECT tenant_id, run_id, workflow_id, $1, fence + 1, region, pool, lane, vt, $3 FROM taken
                RETURNING tenant_id, run_id, fence
            )
            SELECT l.tenant_id, l.run_id, l.fence, r.workflow_id, r.workflow_version_id, r.mode,
                   r.inputs::text AS inputs, r.queued_at, r.request_id, r.crashes, r.last_seq,
                   r.cancel_requested_at IS NOT NULL AS cancel_requested
            FROM leased l
            JOIN taken t ON t.tenant_id = l.tenant_id AND t.run_id = l.run_id
            JOIN runs r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
            ORDER BY t.lane, t.vt, t.ready_at, t.run_id"
        )
    };
}

const CLAIM: &str = claim!("ORDER BY q.lane, q.vt, q.ready_at, q.run_id LIMIT $4");
const CLAIM_RUN: &str = claim!("AND q.tenant_id = $4 AND q.run_id = $5");

const DOCUMENTS: &str = "
SELECT v.tenant_id, v.id, v.document::text AS document FROM workflow_versions v
JOIN unnest($1::uuid[], $2::uuid[]) AS wanted (tenant_id, id) ON v.tenant_id = wanted.tenant_id AND v.id = wanted.id";

const JOURNALS: &str = "
SELECT e.tenant_id, e.run_id, e.seq, e.at, e.body::text AS body FROM step_events e
JOIN unnest($1::uuid[], $2::uuid[]) AS wanted (tenant_id, run_id)
  ON e.tenant_id = wanted.tenant_id AND e.run_id = wanted.run_id
ORDER BY e.tenant_id, e.run_id, e.seq";

/// A run that was taken, before its document and journal are read.
#[derive(Debug, FromQueryResult)]
pub(super) struct TakenRow {
    tenant_id: Uuid,
    run_id: Uuid,
    fence: i64,
    workflow_id: Uuid,
    workflow_version_id: Uuid,
    mode: String,
    inputs: String,
    queued_at: DateTime<Utc>,
    request_id: Option<String>,
    crashes: i32,
    pub(super) last_seq: i64,
    cancel_requested: bool,
}

#[derive(FromQueryResult)]
struct DocumentRow {
    tenant_id: Uuid,
    id: Uuid,
    document: String,
}

#[derive(FromQueryResult)]
struct JournalRow {
    tenant_id: Uuid,
    run_id: Uuid,
    seq: i64,
    at: DateTime<Utc>,
    body: String,
}

type Journals = HashMap<RunRef, Vec<EventRow>>;

impl TakenRow {
    pub(super) fn lease(&self, worker: WorkerId) -> Lease {
        let run = RunRef {
            tenant: TenantId::from_uuid(self.tenant_id),
            run: RunId::from_uuid(self.run_id),
        };
        Lease {
            run,
            worker,
            fence: self.fence,
        }
    }

    fn version(&self) -> (TenantId, WorkflowVersionId) {
        (
            TenantId::from_uuid(self.tenant_id),
            WorkflowVersionId::from_uuid(self.workflow_version_id),
        )
    }

    fn complete(
        &self,
        lease: Lease,
        document: Arc<Workflow>,
        journal: Vec<EventRow>,
        signals: Vec<Signal>,
    ) -> Result<ClaimedRun, DbError> {
        let spec = RunSpec {
            workflow: WorkflowId::from_uuid(self.workflow_id),
            version: WorkflowVersionId::from_uuid(self.workflow_version_id),
            document,
            inputs: serde_json::from_str(&self.inputs).map_err(|error| DbError::corrupt("run", error))?,
            mode: self
                .mode
                .parse()
                .map_err(|error: domain::run::status::UnknownWord| DbError::corrupt("run", error))?,
            queued_at: self.queued_at,
            request_id: self.request_id.clone(),
        };
        Ok(ClaimedRun {
            lease,
            spec,
            events: journal.into_iter().map(RunEvent::try_from).collect::<Result<_, _>>()?,
            crashes: self.crashes.unsigned_abs(),
            cancel_requested: self.cancel_requested,
            signals,
        })
    }
}

impl PgRunStore {
    pub(super) async fn claim_ready(
        &self,
        worker: WorkerId,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedRun>, StoreError> {
        self.take(worker, now, CLAIM, vec![i64::from(limit).into()]).await
    }

    pub(super) async fn claim_one(
        &self,
        worker: WorkerId,
        run: RunRef,
        now: DateTime<Utc>,
    ) -> Result<Option<ClaimedRun>, StoreError> {
        let choice = vec![run.tenant.uuid().into(), run.run.uuid().into()];
        Ok(self.take(worker, now, CLAIM_RUN, choice).await?.pop())
    }

    async fn take(
        &self,
        worker: WorkerId,
        now: DateTime<Utc>,
        sql: &'static str,
        choice: Vec<Value>,
    ) -> Result<Vec<ClaimedRun>, StoreError> {
        let guard = ClaimGuard::begin(self, worker);
        let head: [Value; 3] = [worker.uuid().into(), self.database.region().into(), now.into()];
        let taken = fetch_all(self.database.engine(), sql, head.into_iter().chain(choice)).await?;
        let claimed = self.read(worker, taken, now).await?;
        guard.delivered(claimed.iter().map(|run| run.lease));
        Ok(claimed)
    }

    /// Reads documents and journals. A run whose rows can't be read is ended, so that it takes nobody down with it.
    async fn read(
        &self,
        worker: WorkerId,
        taken: Vec<TakenRow>,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedRun>, StoreError> {
        self.read_documents(&taken).await?;
        let mut journals = self.read_journals(&taken).await?;
        let mut signals = self.read_signals_of(&taken, worker).await?;
        let mut claimed = Vec::with_capacity(taken.len());
        for row in &taken {
            let lease = row.lease(worker);
            let journal = journals.remove(&lease.run).unwrap_or_default();
            let said = signals.remove(&lease.run).unwrap_or_default();
            let document = self.documents.get(row.version());
            let document = document.ok_or_else(|| DbError::corrupt("workflow version", "its document is not readable"));
            match document.and_then(|document| row.complete(lease, document, journal, said)) {
                Ok(run) => claimed.push(run),
                Err(error) => self.end_unreadable(&lease, row.last_seq, &error, now).await?,
            }
        }
        Ok(claimed)
    }

    async fn read_documents(&self, taken: &[TakenRow]) -> Result<(), StoreError> {
        let missing: HashSet<_> = taken
            .iter()
            .map(TakenRow::version)
            .filter(|key| self.documents.get(*key).is_none())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) =
            missing.iter().map(|(tenant, id)| (tenant.uuid(), id.uuid())).unzip();
        let rows = fetch_all::<_, DocumentRow>(self.database.engine(), DOCUMENTS, [tenants.into(), ids.into()]).await?;
        for row in rows {
            let key = (TenantId::from_uuid(row.tenant_id), WorkflowVersionId::from_uuid(row.id));
            // one that can't be read stays out and is missed above
            if let Ok(document) = serde_json::from_str(&row.document) {
                self.documents.put(key, Arc::new(document));
            }
        }
        Ok(())
    }

    /// Only of runs that have begun: nobody can have said anything to the others.
    async fn read_signals_of(&self, taken: &[TakenRow], worker: WorkerId) -> Result<Signals, StoreError> {
        let begun = taken.iter().filter(|row| row.last_seq > 1);
        let runs: Vec<RunRef> = begun.map(|row| row.lease(worker).run).collect();
        if runs.is_empty() {
            return Ok(Signals::new());
        }
        self.read_signals(&runs).await
    }

    async fn read_journals(&self, taken: &[TakenRow]) -> Result<Journals, StoreError> {
        if taken.is_empty() {
            return Ok(Journals::default());
        }
        let (tenants, runs): (Vec<Uuid>, Vec<Uuid>) = taken.iter().map(|row| (row.tenant_id, row.run_id)).unzip();
        let rows = fetch_all::<_, JournalRow>(self.database.engine(), JOURNALS, [tenants.into(), runs.into()]).await?;
        let mut journals = Journals::default();
        for row in rows {
            let run = RunRef {
                tenant: TenantId::from_uuid(row.tenant_id),
                run: RunId::from_uuid(row.run_id),
            };
            journals.entry(run).or_default().push(EventRow {
                seq: row.seq,
                at: row.at,
                body: row.body,
            });
        }
        Ok(journals)
    }
}

/// Tells the deliveries how a claim ended, also when its future is dropped half-way.
struct ClaimGuard<'a> {
    store: &'a PgRunStore,
    worker: WorkerId,
    open: bool,
}

impl<'a> ClaimGuard<'a> {
    fn begin(store: &'a PgRunStore, worker: WorkerId) -> Self {
        store.deliveries.claim_begins(worker);
        Self {
            store,
            worker,
            open: true,
        }
    }

    fn delivered(mut self, leases: impl IntoIterator<Item = Lease>) {
        self.open = false;
        self.store.deliveries.delivered(self.worker, leases);
    }
}

impl Drop for ClaimGuard<'_> {
    fn drop(&mut self) {
        if self.open {
            self.store.deliveries.claim_failed(self.worker);
        }
    }
}
