//! Asking for the end of a run.
//!
//! Only who holds a run may write its journal. Taking the queue row away is holding it: then the run ends here and
//! now, unless others are concerned by its end: they are a worker's to see to, which is woken. A worker that holds the
//! run learns of the wish with its next heartbeat.

use chrono::{DateTime, Utc};
use domain::id::RunId;
use domain::run::{EventKind, RunError, RunEvent, RunState, RunStatus};
use sea_orm::{FromQueryResult, Value};

use super::events;
use crate::journal::{EventColumns, RowChange};
use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

/// What became of the wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Cancelled {
    /// Nobody held the run: it has ended. These events were journaled.
    Ended {
        /// In order of `seq`.
        events: Vec<RunEvent>,
    },
    /// A worker holds the run, or takes it now, and will end it.
    Flagged,
    /// It had ended before; nothing was changed.
    AlreadyFinal(RunStatus),
    /// There is no such run.
    NotFound,
}

// Whoever waits for the run or is waited for by it, and what its steps have done and know to undo, is a worker's to see
// to.
macro_rules! concerns_nobody_else {
    () => {
        "NOT EXISTS (SELECT FROM runs c WHERE c.tenant_id = $1 AND c.parent_run_id = $2
                       AND c.status IN ('queued', 'running', 'waiting'))
         AND NOT EXISTS (SELECT FROM runs r JOIN workflow_versions v ON v.tenant_id = r.tenant_id
                                                                   AND v.id = r.workflow_version_id
                         WHERE r.tenant_id = $1 AND r.id = $2
                           AND (r.parent_run_id IS NOT NULL
                                OR r.last_seq > 1 AND v.document::text LIKE '%\"compensate%'))"
    };
}

// the queue row before the run's row: everybody locks in this order
const TAKE: &str = concat!(
    "DELETE FROM run_queue WHERE tenant_id = $1 AND run_id = $2 AND ",
    concerns_nobody_else!()
);

// A worker may have parked the run between the two statements above and below: then nobody would hear of the wish. The
// run's row is locked by now, against the order, so a queue row that somebody else holds is passed over: a claim will
// hear of the wish with its next heartbeat, another cancel ends the run itself.
const TAKE_AFTER_ALL: &str = concat!(
    "DELETE FROM run_queue WHERE (tenant_id, run_id) IN (
         SELECT tenant_id, run_id FROM run_queue WHERE tenant_id = $1 AND run_id = $2 FOR UPDATE SKIP LOCKED)
       AND ",
    concerns_nobody_else!()
);

// whoever takes it hears of the wish
const WAKE: &str = "
UPDATE run_queue SET ready_at = least(ready_at, $3), parked = false WHERE (tenant_id, run_id) IN (
    SELECT tenant_id, run_id FROM run_queue WHERE tenant_id = $1 AND run_id = $2 AND parked FOR UPDATE SKIP LOCKED)";

const FLAG: &str = "
UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, $3)
WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running', 'waiting')";

const STATUS: &str = "SELECT status FROM runs WHERE tenant_id = $1 AND id = $2";

const END: &str = "
WITH ended AS (
    UPDATE runs
    SET status = $4, output = $5::json, error = $6::json, finished_at = $3, last_seq = $7,
        cancel_requested_at = coalesce(cancel_requested_at, $3)
    WHERE tenant_id = $1 AND id = $2
    RETURNING tenant_id, id
), unanswered AS (
    UPDATE approvals a SET state = 'cancelled', decided_at = $3
    FROM ended WHERE a.tenant_id = ended.tenant_id AND a.run_id = ended.id AND a.state = 'pending'
)
INSERT INTO step_events (tenant_id, run_id, seq, at, type, step, body)
SELECT ended.tenant_id, ended.id, e.seq, e.at, e.type, nullif(e.step, ''), e.body::json
FROM ended CROSS JOIN unnest($8::bigint[], $9::timestamptz[], $10::text[], $11::text[], $12::text[])
    AS e (seq, at, type, step, body)";

#[derive(FromQueryResult)]
struct StatusRow {
    status: String,
}

/// Ends the run if nobody holds it, else leaves word for its worker. Asking again changes nothing.
pub async fn request_cancel(tx: &TenantTx, id: RunId, at: DateTime<Utc>) -> Result<Cancelled, DbError> {
    if execute(tx.conn(), TAKE, [tx.key(), id.uuid().into()]).await? > 0 {
        return end_now(tx, id, at).await;
    }
    if execute(tx.conn(), FLAG, [tx.key(), id.uuid().into(), at.into()]).await? > 0 {
        if execute(tx.conn(), TAKE_AFTER_ALL, [tx.key(), id.uuid().into()]).await? > 0 {
            return end_now(tx, id, at).await;
        }
        execute(tx.conn(), WAKE, [tx.key(), id.uuid().into(), at.into()]).await?;
        return Ok(Cancelled::Flagged);
    }
    let row = fetch_one::<_, StatusRow>(tx.conn(), STATUS, [tx.key(), id.uuid().into()]).await?;
    let Some(row) = row else { return Ok(Cancelled::NotFound) };
    let status = row.status.parse();
    status
        .map(Cancelled::AlreadyFinal)
        .map_err(|error| DbError::corrupt("run", error))
}

async fn end_now(tx: &TenantTx, id: RunId, at: DateTime<Utc>) -> Result<Cancelled, DbError> {
    let journal = events(tx, id, 0, u32::MAX).await?;
    let ending = ending_of(&RunState::from_events(&journal), at);
    let change = RowChange::of(&ending)?;
    let head: [Value; 7] = [
        tx.key(),
        id.uuid().into(),
        at.into(),
        change.status.map(RunStatus::as_str).into(),
        change.output.into(),
        change.error.into(),
        change.last_seq.into(),
    ];
    execute(
        tx.conn(),
        END,
        head.into_iter().chain(EventColumns::of(&ending)?.values()),
    )
    .await?;
    Ok(Cancelled::Ended { events: ending })
}

/// The wish, every step that has begun and not ended, and the end.
pub(super) fn ending_of(state: &RunState, at: DateTime<Utc>) -> Vec<RunEvent> {
    let wish = (!state.cancel_requested).then_some(EventKind::CancelRequested);
    let unfinished = state.steps.iter().filter(|(_, step)| !step.status.is_final());
    let steps = unfinished.map(|(path, _)| EventKind::StepCancelled { step: path.clone() });
    let end = EventKind::RunFinished {
        status: RunStatus::Cancelled,
        output: serde_json::Value::Null,
        // the same words as when a worker ends it
        error: Some(RunError {
            code: "cancelled".into(),
            message: "The run was cancelled.".into(),
            step_id: None,
            attempts: 0,
        }),
    };
    let kinds = wish.into_iter().chain(steps).chain([end]);
    kinds
        .zip(state.last_seq + 1..)
        .map(|(kind, seq)| RunEvent { seq, at, kind })
        .collect()
}
