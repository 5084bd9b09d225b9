//! From the rows that a claim took to runs that can be driven: their documents, journals and signals.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{EventKind, RunEvent};
use ports::{ClaimedRun, Lease, RunRef, RunSpec, Signal, StoreError};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::PgRunStore;
use super::deliveries::{ClaimGuard, Known};
use super::signals::Signals;
use crate::DbError;
use crate::journal::EventRow;
use crate::statement::fetch_all;

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
    pub(super) lane: i16,
    pub(super) vt: i64,
    workflow_id: Uuid,
    workflow_version_id: Uuid,
    mode: String,
    inputs: String,
    queued_at: DateTime<Utc>,
    request_id: Option<String>,
    crashes: i32,
    last_seq: i64,
    cancel_requested: bool,
    has_parent: bool,
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

impl TakenRow {
    fn run(&self) -> RunRef {
        RunRef {
            tenant: TenantId::from_uuid(self.tenant_id),
            run: RunId::from_uuid(self.run_id),
        }
    }

    fn lease(&self, worker: WorkerId) -> Lease {
        Lease {
            run: self.run(),
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

    /// Whether nothing but its acceptance is in its journal.
    fn is_fresh(&self) -> bool {
        self.last_seq == 1
    }

    fn complete(
        &self,
        lease: Lease,
        document: Arc<Workflow>,
        events: Vec<RunEvent>,
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
            events,
            crashes: self.crashes.unsigned_abs(),
            cancel_requested: self.cancel_requested,
            signals,
        })
    }
}

impl PgRunStore {
    /// Reads documents, journals and signals. A run whose rows can't be read is ended, so that it takes nobody down
    /// with it.
    pub(super) async fn hand_out(
        &self,
        guard: ClaimGuard<'_>,
        worker: WorkerId,
        taken: Vec<TakenRow>,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedRun>, StoreError> {
        self.read_documents(&taken).await?;
        let mut journals = self.read_journals(&taken).await?;
        let mut signals = self.read_signals_of(&taken).await?;
        let (mut claimed, mut handed_out) = (Vec::with_capacity(taken.len()), Vec::with_capacity(taken.len()));
        for row in &taken {
            let lease = row.lease(worker);
            let journal = journals.remove(&lease.run).unwrap_or_else(|| Ok(vec![queued(row)]));
            let said = signals.remove(&lease.run).unwrap_or_default();
            let known = Known {
                signals: i32::try_from(said.len()).unwrap_or(i32::MAX),
                has_parent: row.has_parent,
            };
            let document = self.memory().documents.get(row.version());
            let document = document.ok_or_else(|| DbError::corrupt("workflow version", "its document is not readable"));
            let complete = || row.complete(lease, document?, journal?, said);
            match complete() {
                Ok(run) => {
                    handed_out.push((lease, known));
                    claimed.push(run);
                }
                Err(error) => self.end_unreadable(&lease, known, row.last_seq, &error, now).await?,
            }
        }
        guard.delivered(handed_out);
        Ok(claimed)
    }

    async fn read_documents(&self, taken: &[TakenRow]) -> Result<(), StoreError> {
        let documents = &self.memory().documents;
        let missing: HashSet<_> = taken
            .iter()
            .map(TakenRow::version)
            .filter(|key| documents.get(*key).is_none())
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
                documents.put(key, Arc::new(document));
            }
        }
        Ok(())
    }

    /// Only of runs that have begun: the journal of the others is known.
    async fn read_journals(
        &self,
        taken: &[TakenRow],
    ) -> Result<HashMap<RunRef, Result<Vec<RunEvent>, DbError>>, StoreError> {
        let begun = taken.iter().filter(|row| !row.is_fresh());
        let (tenants, runs): (Vec<Uuid>, Vec<Uuid>) = begun.map(|row| (row.tenant_id, row.run_id)).unzip();
        if runs.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = fetch_all::<_, JournalRow>(self.database.engine(), JOURNALS, [tenants.into(), runs.into()]).await?;
        let mut journals: HashMap<RunRef, Result<Vec<RunEvent>, DbError>> = HashMap::new();
        for row in rows {
            let run = RunRef {
                tenant: TenantId::from_uuid(row.tenant_id),
                run: RunId::from_uuid(row.run_id),
            };
            let event = EventRow {
                seq: row.seq,
                at: row.at,
                body: row.body,
            };
            let journal = journals.entry(run).or_insert_with(|| Ok(Vec::new()));
            match (journal.as_mut(), self.database.event_of(event).await) {
                // not the run's fault: the claim is given back
                (_, Err(error)) if error.is_unavailable() => return Err(error.into()),
                (Ok(events), Ok(event)) => events.push(event),
                (Ok(_), Err(error)) => *journal = Err(error),
                (Err(_), _) => {}
            }
        }
        Ok(journals)
    }

    /// Only of runs that have begun: nobody can have said anything to the others.
    async fn read_signals_of(&self, taken: &[TakenRow]) -> Result<Signals, StoreError> {
        let begun = taken.iter().filter(|row| !row.is_fresh());
        let runs: Vec<RunRef> = begun.map(TakenRow::run).collect();
        if runs.is_empty() {
            return Ok(Signals::new());
        }
        self.read_signals(&runs).await
    }
}

/// The journal of a run that was accepted and nothing more.
fn queued(row: &TakenRow) -> RunEvent {
    RunEvent {
        seq: 1,
        at: row.queued_at,
        kind: EventKind::RunQueued,
    }
}
