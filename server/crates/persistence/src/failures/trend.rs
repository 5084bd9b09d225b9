//! Runs and failures over time, and how many runs the workflows had.

use std::collections::HashMap;

use domain::id::WorkflowId;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::FailureSpan;
use crate::runs::first_id_of;
use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

/// One bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrendRecord {
    /// Runs accepted in it.
    pub runs: u64,
    /// Of those, failed.
    pub failed: u64,
    /// Of those, given up.
    pub dead: u64,
}

/// Runs by workflow.
pub type WorkflowRuns = HashMap<WorkflowId, u64>;

// $1 tenant, $2 begins, $3 ends, $4 workflow: a range of an index each, without a look at the rows where the visibility
// map allows it.
const TREND: &str = "
SELECT (SELECT count(*) FROM runs r WHERE r.tenant_id = $1 AND r.id >= b.low AND r.id < b.high) AS runs,
       (SELECT count(*) FROM runs r
        WHERE r.tenant_id = $1 AND r.status = 'failed' AND r.id >= b.low AND r.id < b.high) AS failed,
       (SELECT count(*) FROM runs r
        WHERE r.tenant_id = $1 AND r.status = 'dead' AND r.id >= b.low AND r.id < b.high) AS dead
FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS b (low, high, place) WHERE $4::uuid IS NULL ORDER BY b.place";

const TREND_OF_WORKFLOW: &str = "
SELECT c.runs, c.failed, c.dead
FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS b (low, high, place)
CROSS JOIN LATERAL (
    SELECT count(*) AS runs, count(*) FILTER (WHERE r.status = 'failed') AS failed,
           count(*) FILTER (WHERE r.status = 'dead') AS dead
    FROM runs r WHERE r.tenant_id = $1 AND r.workflow_id = $4 AND r.id >= b.low AND r.id < b.high
) AS c ORDER BY b.place";

// $1 tenant, $2 workflows, $3 the least id, $4 the first id beyond
const RUNS_OF: &str = "
SELECT w.id, (SELECT count(*) FROM runs r
              WHERE r.tenant_id = $1 AND r.workflow_id = w.id AND r.id >= $3 AND r.id < $4) AS runs
FROM unnest($2::uuid[]) AS w (id)";

#[derive(FromQueryResult)]
struct TrendRow {
    runs: i64,
    failed: i64,
    dead: i64,
}

#[derive(FromQueryResult)]
struct RunsRow {
    id: Uuid,
    runs: i64,
}

/// Every bucket of the span, in order.
pub async fn trend(tx: &TenantTx, span: &FailureSpan) -> Result<Vec<TrendRecord>, DbError> {
    let ids = bound_ids(span);
    let lows = ids.split_last().map(|(_, lows)| lows.to_vec()).unwrap_or_default();
    let highs = ids.split_first().map(|(_, highs)| highs.to_vec()).unwrap_or_default();
    let sql = if span.workflow.is_some() {
        TREND_OF_WORKFLOW
    } else {
        TREND
    };
    let workflow = span.workflow.map(WorkflowId::uuid);
    let values: [Value; 4] = [tx.key(), lows.into(), highs.into(), workflow.into()];
    let rows = fetch_all::<_, TrendRow>(tx.conn(), sql, values).await?;
    let read = |row: TrendRow| TrendRecord {
        runs: row.runs.unsigned_abs(),
        failed: row.failed.unsigned_abs(),
        dead: row.dead.unsigned_abs(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// How many runs of these workflows were accepted in the span.
pub async fn runs_of(tx: &TenantTx, span: &FailureSpan, workflows: &[WorkflowId]) -> Result<WorkflowRuns, DbError> {
    let ids = bound_ids(span);
    let (Some(first), Some(last)) = (ids.first().copied(), ids.last().copied()) else {
        return Ok(WorkflowRuns::new());
    };
    let keys: Vec<Uuid> = workflows.iter().map(|id| id.uuid()).collect();
    let values: [Value; 4] = [tx.key(), keys.into(), first.into(), last.into()];
    let rows = fetch_all::<_, RunsRow>(tx.conn(), RUNS_OF, values).await?;
    let read = |row: RunsRow| (WorkflowId::from_uuid(row.id), row.runs.unsigned_abs());
    Ok(rows.into_iter().map(read).collect())
}

/// The bounds as ids.
pub(super) fn bound_ids(span: &FailureSpan) -> Vec<Uuid> {
    span.bounds.iter().map(|bound| first_id_of(*bound)).collect()
}
