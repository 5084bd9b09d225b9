//! What is due, and moving it on.
//!
//! Looking for what is due crosses tenants and only reads. Whoever then starts a run holds that schedule's row, starts
//! the run and moves the row on in one transaction: killed anywhere, it has done all of it or nothing.

use chrono::{DateTime, Utc};
use domain::id::{RunId, TenantId, TriggerId};
use domain::run::RunStatus;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::TriggerRecord;
use super::record::{TriggerRow, trigger_columns, word};
use crate::statement::{execute, fetch_all, fetch_one};
use crate::{Database, DbError, TenantTx};

/// A schedule that may be due: a hint, until it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueTrigger {
    /// The organisation.
    pub tenant: TenantId,
    /// The schedule.
    pub trigger: TriggerId,
}

/// A schedule that nobody else moves on until this transaction ends.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldSchedule {
    /// The trigger.
    pub trigger: TriggerRecord,
    /// When it was due.
    pub due_at: DateTime<Utc>,
    /// Whether the run that it started last is still under way.
    pub last_is_active: bool,
}

/// How a schedule goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// When it is due next; none for never again.
    pub next_at: Option<DateTime<Utc>>,
    /// The time that was decided now.
    pub last_at: DateTime<Utc>,
    /// The run that was started now; none leaves the one before.
    pub run: Option<RunId>,
    /// What became of it.
    pub outcome: String,
}

const DUE: &str = "
SELECT tenant_id, trigger_id FROM schedules WHERE next_at <= $1 ORDER BY next_at LIMIT $2";
const NEXT: &str = "SELECT min(next_at) AS next_at FROM schedules WHERE next_at IS NOT NULL";

// by the tenant's own eyes; one that is held already is somebody else's
const HOLD: &str = concat!(
    "SELECT ",
    trigger_columns!(),
    ", s.next_at AS due_at, r.status AS last_status
     FROM schedules s
     JOIN triggers t ON t.tenant_id = s.tenant_id AND t.id = s.trigger_id
     LEFT JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.last_run_id
     WHERE s.tenant_id = $1 AND s.trigger_id = $2 AND s.next_at <= $3
     FOR UPDATE OF s SKIP LOCKED"
);

const MOVE_ON: &str = "
UPDATE schedules SET next_at = $3, last_at = $4, last_run_id = coalesce($5, last_run_id), last_outcome = $6
WHERE tenant_id = $1 AND trigger_id = $2";

#[derive(FromQueryResult)]
struct DueRow {
    tenant_id: Uuid,
    trigger_id: Uuid,
}

#[derive(FromQueryResult)]
struct NextRow {
    next_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct HeldRow {
    due_at: DateTime<Utc>,
    last_status: Option<String>,
}

struct Row {
    trigger: TriggerRow,
    held: HeldRow,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            trigger: TriggerRow::from_query_result(row, prefix)?,
            held: HeldRow::from_query_result(row, prefix)?,
        })
    }
}

/// Schedules of all organisations that are due, the longest due first.
pub async fn due(database: &Database, now: DateTime<Utc>, most: u32) -> Result<Vec<DueTrigger>, DbError> {
    let rows = fetch_all::<_, DueRow>(database.engine(), DUE, [now.into(), i64::from(most).into()]).await?;
    let read = |row: DueRow| DueTrigger {
        tenant: TenantId::from_uuid(row.tenant_id),
        trigger: TriggerId::from_uuid(row.trigger_id),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// When the next schedule of any organisation is due.
pub async fn next_due(database: &Database) -> Result<Option<DateTime<Utc>>, DbError> {
    let row = fetch_one::<_, NextRow>(database.engine(), NEXT, []).await?;
    Ok(row.and_then(|row| row.next_at))
}

/// Takes hold of a schedule that is due. None when it is not any more, or somebody else holds it.
pub async fn hold(tx: &TenantTx, trigger: TriggerId, now: DateTime<Utc>) -> Result<Option<HeldSchedule>, DbError> {
    let values = [tx.key(), trigger.uuid().into(), now.into()];
    let Some(row) = fetch_one::<_, Row>(tx.conn(), HOLD, values).await? else {
        return Ok(None);
    };
    let last = row.held.last_status.as_deref();
    let last: Option<RunStatus> = last.map(|status| word("run", status)).transpose()?;
    Ok(Some(HeldSchedule {
        trigger: row.trigger.try_into()?,
        due_at: row.held.due_at,
        last_is_active: last.is_some_and(|status| !status.is_final()),
    }))
}

/// Moves a held schedule on.
pub async fn move_on(tx: &TenantTx, trigger: TriggerId, fired: Fired) -> Result<(), DbError> {
    let values = [
        tx.key(),
        trigger.uuid().into(),
        fired.next_at.into(),
        fired.last_at.into(),
        fired.run.map(RunId::uuid).into(),
        fired.outcome.into(),
    ];
    execute(tx.conn(), MOVE_ON, values).await.map(drop)
}
