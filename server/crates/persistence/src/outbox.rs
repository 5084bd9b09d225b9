//! What is to be done after a commit: looked for across organisations, done and struck out within one.

use chrono::{DateTime, Utc};
use domain::id::{RunId, TenantId};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::statement::{execute, fetch_all, fetch_one};
use crate::{Database, DbError, TenantTx};

/// The kind of a row that asks for an error workflow; its body is `{"runId": …}`.
pub const ERROR_WORKFLOW: &str = "error_workflow";

/// A row that may be due: a hint, until it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueWork {
    /// The organisation.
    pub tenant: TenantId,
    /// The row.
    pub id: Uuid,
}

/// A row that nobody else works on until this transaction ends.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldWork {
    /// What is to be done.
    pub body: Value,
    /// Failed attempts so far.
    pub attempts: u32,
}

const DUE: &str = "
SELECT tenant_id, id FROM outbox WHERE kind = $1 AND next_at <= $2 ORDER BY next_at LIMIT $3";
const NEXT: &str = "SELECT min(next_at) AS next_at FROM outbox WHERE kind = $1";
const HOLD: &str = "
SELECT body, attempts FROM outbox WHERE tenant_id = $1 AND id = $2 AND next_at <= $3 FOR UPDATE SKIP LOCKED";
const DONE: &str = "DELETE FROM outbox WHERE tenant_id = $1 AND id = $2";
const POSTPONE: &str = "
UPDATE outbox SET attempts = attempts + 1, next_at = $3, last_error = $4 WHERE tenant_id = $1 AND id = $2";

// From a run to what it was started by: the run that it is a step of, or of which it is a replay.
const FOLLOWS_AN_ERROR: &str = "
WITH RECURSIVE line AS (
    SELECT parent_run_id, replay_of, trigger, 1 AS depth FROM runs WHERE tenant_id = $1 AND id = $2
    UNION ALL
    SELECT r.parent_run_id, r.replay_of, r.trigger, line.depth + 1 FROM line
    JOIN runs r ON r.tenant_id = $1 AND r.id = coalesce(line.parent_run_id, line.replay_of)
    WHERE line.depth < 64
)
SELECT coalesce(bool_or(trigger = 'error'), false) AS found FROM line";

#[derive(FromQueryResult)]
struct DueRow {
    tenant_id: Uuid,
    id: Uuid,
}

#[derive(FromQueryResult)]
struct NextRow {
    next_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct HeldRow {
    body: Value,
    attempts: i32,
}

#[derive(FromQueryResult)]
struct Found {
    found: bool,
}

/// Rows of this kind that are due, of all organisations.
pub async fn due(database: &Database, kind: &str, now: DateTime<Utc>, most: u32) -> Result<Vec<DueWork>, DbError> {
    let values = [kind.into(), now.into(), i64::from(most).into()];
    let rows = fetch_all::<_, DueRow>(database.engine(), DUE, values).await?;
    let read = |row: DueRow| DueWork {
        tenant: TenantId::from_uuid(row.tenant_id),
        id: row.id,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// When the next row of this kind is due.
pub async fn next_due(database: &Database, kind: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let row = fetch_one::<_, NextRow>(database.engine(), NEXT, [kind.into()]).await?;
    Ok(row.and_then(|row| row.next_at))
}

/// Takes hold of a row that is due. None when it is done, or somebody else holds it.
pub async fn hold(tx: &TenantTx, id: Uuid, now: DateTime<Utc>) -> Result<Option<HeldWork>, DbError> {
    let row = fetch_one::<_, HeldRow>(tx.conn(), HOLD, [tx.key(), id.into(), now.into()]).await?;
    Ok(row.map(|row| HeldWork {
        body: row.body,
        attempts: row.attempts.unsigned_abs(),
    }))
}

/// Strikes out what was done.
pub async fn done(tx: &TenantTx, id: Uuid) -> Result<(), DbError> {
    execute(tx.conn(), DONE, [tx.key(), id.into()]).await.map(drop)
}

/// Notes a failed attempt; the next is at `next_at`.
pub async fn postpone(tx: &TenantTx, id: Uuid, next_at: DateTime<Utc>, error: &str) -> Result<(), DbError> {
    let values = [tx.key(), id.into(), next_at.into(), error.into()];
    execute(tx.conn(), POSTPONE, values).await.map(drop)
}

/// Whether the run was started by the failure of another one, or is a part or a replay of one that was.
pub async fn follows_an_error(tx: &TenantTx, run: RunId) -> Result<bool, DbError> {
    let row = fetch_one::<_, Found>(tx.conn(), FOLLOWS_AN_ERROR, [tx.key(), run.uuid().into()]).await?;
    Ok(row.is_some_and(|row| row.found))
}
