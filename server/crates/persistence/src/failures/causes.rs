//! The most frequent causes: by workflow, node and code.

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId, WorkflowVersionId};
use domain::run::StepPath;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::FailureSpan;
use super::trend::bound_ids;
use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

/// Failures of one node with one code.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseRecord {
    /// The workflow.
    pub workflow: WorkflowId,
    /// What it is called now.
    pub workflow_name: String,
    /// The node, inside loops `each.fetch`; none when runs failed as a whole.
    pub node: Option<String>,
    /// The code.
    pub code: String,
    /// Runs that ended by it.
    pub count: u64,
    /// Of those, given up.
    pub dead: u64,
    /// Attempts that the step had, all runs together.
    pub attempts: u64,
    /// When a run last ended by it.
    pub last_seen: DateTime<Utc>,
    /// The newest run that ended by it.
    pub example: RunId,
    /// The version of that run.
    pub example_version: WorkflowVersionId,
    /// The step of that run.
    pub example_step: Option<StepPath>,
    /// The words of that run.
    pub message: String,
    /// How often, bucket by bucket of the span.
    pub trend: Vec<u64>,
}

// $1 tenant, $2 the least id, $3 the first id beyond, $4 the ids of the buckets' begins, $5 how many, $6 workflow.
// Every failed run is read once; iterations of loops are one node. `at` is the bucket, from 1.
macro_rules! top {
    ($workflow:literal) => {
        concat!(
            "WITH hit AS MATERIALIZED (
                SELECT r.workflow_id, coalesce(e.\"stepId\", '') AS step, coalesce(e.code, '') AS code,
                       width_bucket(r.id, $4::uuid[]) AS at, count(*) AS n,
                       count(*) FILTER (WHERE r.status = 'dead') AS dead, sum(e.attempts) AS attempts,
                       max(r.finished_at) AS last_seen, max(r.id::text) AS example
                FROM runs r
                CROSS JOIN LATERAL json_to_record(r.error) AS e (code text, \"stepId\" text, attempts integer)
                WHERE r.tenant_id = $1 AND r.status IN ('failed', 'dead') AND r.id >= $2 AND r.id < $3
                  AND json_typeof(r.error) = 'object' AND ",
            $workflow,
            " GROUP BY 1, 2, 3, 4
            ), counted AS MATERIALIZED (
                SELECT workflow_id, regexp_replace(step, '[.][0-9]+[.]', '.', 'g') AS node, code, at, sum(n) AS n,
                       sum(dead) AS dead, sum(attempts) AS attempts, max(last_seen) AS last_seen, max(example) AS example
                FROM hit GROUP BY 1, 2, 3, 4
            ), top AS (
                SELECT workflow_id, node, code, sum(n)::bigint AS n, sum(dead)::bigint AS dead,
                       coalesce(sum(attempts), 0)::bigint AS attempts, max(last_seen) AS last_seen,
                       max(example)::uuid AS example, array_agg(at) AS at, array_agg(n::bigint) AS at_n
                FROM counted GROUP BY 1, 2, 3 ORDER BY n DESC, last_seen DESC LIMIT $5
            )
            SELECT t.workflow_id, w.name AS workflow_name, t.node, t.code, t.n, t.dead, t.attempts, t.last_seen,
                   t.example, t.at, t.at_n, x.workflow_version_id AS example_version,
                   x.error ->> 'stepId' AS example_step, coalesce(x.error ->> 'message', '') AS message
            FROM top t
            JOIN workflows w ON w.tenant_id = $1 AND w.id = t.workflow_id
            JOIN runs x ON x.tenant_id = $1 AND x.id = t.example
            ORDER BY t.n DESC, t.last_seen DESC"
        )
    };
}

const TOP: &str = top!("$6::uuid IS NULL");
const TOP_OF_WORKFLOW: &str = top!("r.workflow_id = $6");

#[derive(FromQueryResult)]
struct Row {
    workflow_id: Uuid,
    workflow_name: String,
    node: String,
    code: String,
    n: i64,
    dead: i64,
    attempts: i64,
    last_seen: DateTime<Utc>,
    example: Uuid,
    at: Vec<i32>,
    at_n: Vec<i64>,
    example_version: Uuid,
    example_step: Option<String>,
    message: String,
}

/// The most frequent causes, at most `limit`; of equal ones the latest first.
pub async fn causes(tx: &TenantTx, span: &FailureSpan, limit: u32) -> Result<Vec<CauseRecord>, DbError> {
    let ids = bound_ids(span);
    let (Some(first), Some((last, begins))) = (ids.first().copied(), ids.split_last()) else {
        return Ok(Vec::new());
    };
    let begins = begins.to_vec();
    let buckets = begins.len();
    let values: [Value; 6] = [
        tx.key(),
        first.into(),
        (*last).into(),
        begins.into(),
        i64::from(limit).into(),
        span.workflow.map(WorkflowId::uuid).into(),
    ];
    let sql = if span.workflow.is_some() { TOP_OF_WORKFLOW } else { TOP };
    let rows = fetch_all::<_, Row>(tx.conn(), sql, values).await?;
    rows.into_iter().map(|row| row.record(buckets)).collect()
}

impl Row {
    fn record(self, buckets: usize) -> Result<CauseRecord, DbError> {
        let mut trend = vec![0; buckets];
        for (at, n) in self.at.iter().zip(&self.at_n) {
            let bucket = usize::try_from(*at)
                .ok()
                .and_then(|at| trend.get_mut(at.checked_sub(1)?));
            if let Some(bucket) = bucket {
                *bucket += n.unsigned_abs();
            }
        }
        let step = self.example_step.map(|path| path.parse()).transpose();
        Ok(CauseRecord {
            workflow: WorkflowId::from_uuid(self.workflow_id),
            workflow_name: self.workflow_name,
            node: Some(self.node).filter(|node| !node.is_empty()),
            code: self.code,
            count: self.n.unsigned_abs(),
            dead: self.dead.unsigned_abs(),
            attempts: self.attempts.unsigned_abs(),
            last_seen: self.last_seen,
            example: RunId::from_uuid(self.example),
            example_version: WorkflowVersionId::from_uuid(self.example_version),
            example_step: step.map_err(|error| DbError::corrupt("run", error))?,
            message: self.message,
            trend,
        })
    }
}
