//! Asking for the end of many runs, a batch a transaction.
//!
//! Runs that have not begun end here and now. Whoever has begun is flagged and, where nobody holds it, made ready: its
//! worker ends it, because only a worker compensates steps and tells other runs. Rows that somebody else has locked at
//! this moment are passed over, so that batches never wait for one another in a circle; they are tried by themselves
//! ([`super::request_cancel`]).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use domain::run::{RunEvent, RunState, RunStatus};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::Cancelled;
use super::cancel::ending_of;
use crate::journal::{EventColumns, RowChange};
use crate::statement::{execute, fetch_all};
use crate::{DbError, TenantTx};

/// Runs that have not ended and nobody has asked the end of.
#[derive(Debug, Clone, Default)]
pub struct ActiveFilter {
    /// Only with one of these; empty means every status of a run that has not ended.
    pub statuses: Vec<RunStatus>,
    /// Only of this workflow.
    pub workflow: Option<WorkflowId>,
}

const ACTIVE: &str = "
SELECT id FROM runs
WHERE tenant_id = $1 AND status = ANY ($2) AND ($3::uuid IS NULL OR workflow_id = $3)
  AND cancel_requested_at IS NULL
ORDER BY id LIMIT $4";

// $1 tenant, $2 runs, $3 now, $4 output, $5 error, $6 the last seq, $7 to $11 the events of the end. A run that has
// not begun has one event. The queue row goes first: whoever takes it away holds the run.
const END_UNBEGUN: &str = "
WITH picked AS MATERIALIZED (
    SELECT q.tenant_id, q.run_id FROM run_queue q JOIN runs r ON r.tenant_id = q.tenant_id AND r.id = q.run_id
    WHERE q.tenant_id = $1 AND q.run_id = ANY ($2)
      AND r.status = 'queued' AND r.last_seq = 1 AND r.parent_run_id IS NULL
    ORDER BY q.run_id FOR UPDATE OF q SKIP LOCKED
), taken AS (
    DELETE FROM run_queue q USING picked p WHERE q.tenant_id = p.tenant_id AND q.run_id = p.run_id
    RETURNING q.tenant_id, q.run_id
), ended AS (
    UPDATE runs r
    SET status = 'cancelled', output = $4::json, error = $5::json, finished_at = $3, last_seq = $6,
        cancel_requested_at = coalesce(r.cancel_requested_at, $3)
    FROM taken t WHERE r.tenant_id = t.tenant_id AND r.id = t.run_id
    RETURNING r.tenant_id, r.id
), journaled AS (
    INSERT INTO step_events (tenant_id, run_id, seq, at, type, step, body)
    SELECT ended.tenant_id, ended.id, e.seq, e.at, e.type, nullif(e.step, ''), e.body::json
    FROM ended CROSS JOIN unnest($7::bigint[], $8::timestamptz[], $9::text[], $10::text[], $11::text[])
        AS e (seq, at, type, step, body)
)
SELECT id FROM ended";

const FLAG: &str = "
UPDATE runs r SET cancel_requested_at = coalesce(r.cancel_requested_at, $3)
FROM (
    SELECT tenant_id, id FROM runs
    WHERE tenant_id = $1 AND id = ANY ($2) AND status IN ('queued', 'running', 'waiting')
    ORDER BY id FOR UPDATE SKIP LOCKED
) AS free
WHERE r.tenant_id = free.tenant_id AND r.id = free.id
RETURNING r.id";

// A statement of its own, after the flag: what was parked meanwhile is seen, what is parked from now on sees the flag.
const WAKE: &str = "
UPDATE run_queue q SET ready_at = $3, parked = false
FROM (
    SELECT tenant_id, run_id FROM run_queue
    WHERE tenant_id = $1 AND run_id = ANY ($2) AND parked FOR UPDATE SKIP LOCKED
) AS waiting
WHERE q.tenant_id = waiting.tenant_id AND q.run_id = waiting.run_id";

const STATUSES: &str = "SELECT id, status FROM runs WHERE tenant_id = $1 AND id = ANY ($2)";

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

#[derive(FromQueryResult)]
struct StatusRow {
    id: Uuid,
    status: String,
}

/// The runs that fit, the oldest first, at most `limit`.
pub async fn active(tx: &TenantTx, filter: &ActiveFilter, limit: u32) -> Result<Vec<RunId>, DbError> {
    let asked =
        |status: &&RunStatus| !status.is_final() && (filter.statuses.is_empty() || filter.statuses.contains(status));
    let statuses: Vec<String> = RunStatus::ALL
        .iter()
        .filter(asked)
        .map(|status| status.as_str().to_owned())
        .collect();
    let workflow = filter.workflow.map(WorkflowId::uuid);
    let values = [tx.key(), statuses.into(), workflow.into(), i64::from(limit).into()];
    let rows = fetch_all::<_, IdRow>(tx.conn(), ACTIVE, values).await?;
    Ok(rows.into_iter().map(|row| RunId::from_uuid(row.id)).collect())
}

/// Asks for the end of all of them; none for a run that somebody else has locked: try it by itself.
pub async fn request_cancel_many(
    tx: &TenantTx,
    ids: &[RunId],
    at: DateTime<Utc>,
) -> Result<HashMap<RunId, Option<Cancelled>>, DbError> {
    let mut answers = HashMap::with_capacity(ids.len());
    let (ended, events) = end_unbegun(tx, ids, at).await?;
    answers.extend(ended.into_iter().map(|id| {
        let events = events.clone();
        (id, Some(Cancelled::Ended { events }))
    }));
    let rest = without(ids, &answers);
    let flagged = flag(tx, &rest, at).await?;
    answers.extend(flagged.into_iter().map(|id| (id, Some(Cancelled::Flagged))));
    for id in without(ids, &answers) {
        answers.insert(id, Some(Cancelled::NotFound));
    }
    for row in fetch_all::<_, StatusRow>(tx.conn(), STATUSES, [tx.key(), keys(&rest)]).await? {
        let id = RunId::from_uuid(row.id);
        let status: RunStatus = row
            .status
            .parse()
            .map_err(|error: domain::run::status::UnknownWord| DbError::corrupt("run", error))?;
        if answers.get(&id) == Some(&Some(Cancelled::NotFound)) {
            answers.insert(id, status.is_final().then_some(Cancelled::AlreadyFinal(status)));
        }
    }
    Ok(answers)
}

async fn end_unbegun(tx: &TenantTx, ids: &[RunId], at: DateTime<Utc>) -> Result<(Vec<RunId>, Vec<RunEvent>), DbError> {
    let begun = RunState {
        last_seq: 1,
        ..RunState::default()
    };
    let events = ending_of(&begun, at);
    let change = RowChange::of(&events)?;
    let head: [Value; 6] = [
        tx.key(),
        keys(ids),
        at.into(),
        change.output.into(),
        change.error.into(),
        change.last_seq.into(),
    ];
    let values = head.into_iter().chain(EventColumns::of(&events)?.values());
    let rows = fetch_all::<_, IdRow>(tx.conn(), END_UNBEGUN, values).await?;
    Ok((rows.into_iter().map(|row| RunId::from_uuid(row.id)).collect(), events))
}

async fn flag(tx: &TenantTx, ids: &[RunId], at: DateTime<Utc>) -> Result<Vec<RunId>, DbError> {
    let rows = fetch_all::<_, IdRow>(tx.conn(), FLAG, [tx.key(), keys(ids), at.into()]).await?;
    let flagged: Vec<RunId> = rows.into_iter().map(|row| RunId::from_uuid(row.id)).collect();
    execute(tx.conn(), WAKE, [tx.key(), keys(&flagged), at.into()]).await?;
    Ok(flagged)
}

fn keys(ids: &[RunId]) -> Value {
    ids.iter().map(|id| id.uuid()).collect::<Vec<_>>().into()
}

fn without(ids: &[RunId], answered: &HashMap<RunId, Option<Cancelled>>) -> Vec<RunId> {
    let missing = ids.iter().filter(|id| !answered.contains_key(id));
    missing.copied().collect()
}
