//! Runs that steps of other runs start, and their end when nobody waits for them any more.

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::RunId;
use domain::inputs::{check_inputs, input_specs};
use domain::run::StepPath;
use ports::{ChildAnswer, ChildRefused, ChildRun, ChildVersion, Lease, StoreError};
use sea_orm::{DatabaseTransaction, FromQueryResult, TransactionTrait, Value};
use uuid::{NoContext, Timestamp, Uuid};

use super::PgRunStore;
use crate::DbError;
use crate::statement::{execute, fetch_one};

/// Runs may start runs this deep.
const MAX_DEPTH: u32 = domain::limits::MAX_CHILD_DEPTH;

// The parent's lease is locked, so that two calls for one step come one after the other.
const HELD: &str = "
SELECT run_id FROM run_leases WHERE tenant_id = $1 AND run_id = $2 AND worker_id = $3 AND fence = $4 FOR UPDATE";

const STANDING: &str = "
WITH RECURSIVE above AS (
    SELECT r.parent_run_id, 1 AS depth FROM runs r WHERE r.tenant_id = $1 AND r.id = $2
    UNION ALL
    SELECT r.parent_run_id, above.depth + 1 FROM above
    JOIN runs r ON r.tenant_id = $1 AND r.id = above.parent_run_id WHERE above.depth <= $4
)
SELECT (SELECT r.id FROM runs r WHERE r.tenant_id = $1 AND r.parent_run_id = $2 AND r.parent_step = $3) AS child,
       (SELECT max(depth) FROM above) AS depth";

const WANTED: &str = "
SELECT w.latest_version_id, v.id AS version_id, v.document::text AS document
FROM workflows w
LEFT JOIN workflow_versions v ON v.tenant_id = w.tenant_id AND v.workflow_id = w.id
                             AND CASE WHEN $3::integer IS NULL THEN v.id = w.latest_version_id ELSE v.version = $3 END
WHERE w.tenant_id = $1 AND w.id = $2 AND w.archived_at IS NULL";

// $1 tenant, $2 parent, $3 child, $4 version, $5 mode, $6 inputs, $7 at, $8 step. The child runs where its parent does,
// as urgently, unless its workflow says otherwise.
const START: &str = "
WITH child AS (
    INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs,
                      queued_at, created_by_user, created_by_key, request_id, last_seq, parent_run_id, parent_step,
                      pool)
    SELECT $1, $3, v.workflow_id, v.id, v.version, 'queued', $5, 'sub_workflow', $6::json,
           $7, parent.created_by_user, parent.created_by_key, parent.request_id, 1, $2, $8,
           coalesce(ws.pool, ts.pool, 'default')
    FROM runs parent JOIN workflow_versions v ON v.tenant_id = parent.tenant_id AND v.id = $4
    LEFT JOIN workflow_settings ws ON ws.tenant_id = v.tenant_id AND ws.workflow_id = v.workflow_id
    LEFT JOIN tenant_settings ts ON ts.tenant_id = v.tenant_id
    WHERE parent.tenant_id = $1 AND parent.id = $2
    RETURNING tenant_id, id, workflow_id, pool
), event AS (
    INSERT INTO step_events (tenant_id, run_id, seq, at, type, body)
    SELECT tenant_id, id, 1, $7, 'run_queued', '{\"type\":\"run_queued\"}'::json FROM child
)
INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, capped, vt, fence)
SELECT child.tenant_id, child.id, child.workflow_id, l.region, child.pool, coalesce(ws.lane, l.lane), $7,
       coalesce(ws.max_concurrent_runs, ts.max_concurrent_runs) IS NOT NULL, l.vt, 0
FROM child JOIN run_leases l ON l.tenant_id = $1 AND l.run_id = $2
LEFT JOIN workflow_settings ws ON ws.tenant_id = child.tenant_id AND ws.workflow_id = child.workflow_id
LEFT JOIN tenant_settings ts ON ts.tenant_id = child.tenant_id";

// $1 tenant, $2 parent, $3 step or none, $4 at, $5 worker, $6 fence
const FLAG: &str = "
UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, $4)
WHERE tenant_id = $1 AND parent_run_id = $2 AND ($3::text IS NULL OR parent_step = $3)
  AND status IN ('queued', 'running', 'waiting')
  AND EXISTS (SELECT FROM run_leases l WHERE l.tenant_id = $1 AND l.run_id = $2 AND l.worker_id = $5 AND l.fence = $6)";

// Whoever takes a child hears of the wish. Rows that somebody has locked are being taken.
const WAKE: &str = "
UPDATE run_queue SET ready_at = least(ready_at, $4), parked = false WHERE (tenant_id, run_id) IN (
    SELECT q.tenant_id, q.run_id FROM run_queue q JOIN runs r ON r.tenant_id = q.tenant_id AND r.id = q.run_id
    WHERE r.tenant_id = $1 AND r.parent_run_id = $2 AND ($3::text IS NULL OR r.parent_step = $3) AND q.parked
    FOR UPDATE OF q SKIP LOCKED)";

#[derive(FromQueryResult)]
struct RunRow {
    #[expect(dead_code, reason = "that there is a row is the answer")]
    run_id: Uuid,
}

#[derive(FromQueryResult)]
struct StandingRow {
    child: Option<Uuid>,
    depth: Option<i32>,
}

#[derive(FromQueryResult)]
struct WantedRow {
    latest_version_id: Option<Uuid>,
    version_id: Option<Uuid>,
    document: Option<String>,
}

impl PgRunStore {
    pub(super) async fn child(&self, lease: &Lease, child: ChildRun) -> Result<ChildAnswer, StoreError> {
        let tx = self.database.engine().begin().await.map_err(DbError::from)?;
        hold(&tx, lease).await?;
        let answer = start(&tx, lease, child).await?;
        tx.commit().await.map_err(DbError::from)?;
        Ok(answer)
    }

    pub(super) async fn end_children(
        &self,
        lease: &Lease,
        step: Option<&StepPath>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let step = step.map(ToString::to_string);
        let values: [Value; 4] = [
            lease.run.tenant.uuid().into(),
            lease.run.run.uuid().into(),
            step.into(),
            now.into(),
        ];
        let fenced = values
            .iter()
            .cloned()
            .chain([lease.worker.uuid().into(), lease.fence.into()]);
        if execute(self.database.engine(), FLAG, fenced).await? > 0 {
            execute(self.database.engine(), WAKE, values).await?;
        }
        Ok(())
    }
}

async fn hold(tx: &DatabaseTransaction, lease: &Lease) -> Result<(), StoreError> {
    let values = [
        lease.run.tenant.uuid().into(),
        lease.run.run.uuid().into(),
        lease.worker.uuid().into(),
        lease.fence.into(),
    ];
    let held = fetch_one::<_, RunRow>(tx, HELD, values).await?;
    held.map(drop).ok_or(StoreError::StaleFence(lease.run))
}

async fn start(tx: &DatabaseTransaction, lease: &Lease, child: ChildRun) -> Result<ChildAnswer, DbError> {
    let (tenant, parent): (Value, Value) = (lease.run.tenant.uuid().into(), lease.run.run.uuid().into());
    let step = child.step.to_string();
    let most = i32::try_from(MAX_DEPTH).unwrap_or(i32::MAX);
    let values = [tenant.clone(), parent.clone(), step.as_str().into(), most.into()];
    let standing = fetch_one::<_, StandingRow>(tx, STANDING, values).await?;
    let (standing, depth) = standing.map_or((None, None), |row| (row.child, row.depth));
    if let Some(standing) = standing {
        return Ok(ChildAnswer::Started(RunId::from_uuid(standing)));
    }
    if depth.is_some_and(|depth| depth > most) {
        return Ok(ChildAnswer::Refused(ChildRefused::TooDeep(MAX_DEPTH)));
    }
    let (version, inputs) = match admit(tx, &tenant, &child).await? {
        Ok(admitted) => admitted,
        Err(refused) => return Ok(ChildAnswer::Refused(refused)),
    };
    let id = id_at(child.at);
    let values = [
        tenant,
        parent,
        id.into(),
        version.into(),
        child.mode.as_str().into(),
        inputs.to_string().into(),
        child.at.into(),
        step.into(),
    ];
    execute(tx, START, values).await?;
    Ok(ChildAnswer::Started(RunId::from_uuid(id)))
}

/// The version to run and the checked inputs.
async fn admit(
    tx: &DatabaseTransaction,
    tenant: &Value,
    child: &ChildRun,
) -> Result<Result<(Uuid, serde_json::Value), ChildRefused>, DbError> {
    let version = match child.version {
        ChildVersion::Latest => None,
        ChildVersion::Number(number) => Some(i32::try_from(number).unwrap_or(i32::MAX)),
    };
    let values = [tenant.clone(), child.workflow.uuid().into(), version.into()];
    let Some(wanted) = fetch_one::<_, WantedRow>(tx, WANTED, values).await? else {
        return Ok(Err(ChildRefused::UnknownWorkflow));
    };
    let (Some(version), Some(document)) = (wanted.version_id, wanted.document) else {
        return Ok(Err(match (version, wanted.latest_version_id) {
            (None, None) => ChildRefused::NotPublished,
            (Some(_), _) | (None, Some(_)) => ChildRefused::UnknownVersion,
        }));
    };
    let document: Workflow =
        serde_json::from_str(&document).map_err(|error| DbError::corrupt("workflow version", error))?;
    let empty = serde_json::Value::Object(serde_json::Map::new());
    let given = if child.inputs.is_null() { &empty } else { &child.inputs };
    let checked = check_inputs(&input_specs(&document), given);
    Ok(checked.map(|inputs| (version, inputs)).map_err(ChildRefused::BadInputs))
}

/// A UUIDv7 of that time.
fn id_at(at: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, at.timestamp_subsec_nanos()))
}
