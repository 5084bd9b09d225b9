//! Many runs at once that have never run, for measurements of lists and plans.

use chrono::{DateTime, Utc};
use domain::id::WorkflowVersionId;

use crate::statement::execute;
use crate::{DbError, TenantTx};

// One in twenty has failed. Their ids are UUIDv7 of the hour before $4, at random: each as unlikely to stand already as
// any.
const FILL: &str = "
INSERT INTO runs (tenant_id, id, workflow_id, workflow_version_id, version, status, mode, trigger, inputs, output,
                  queued_at, started_at, finished_at, last_seq)
SELECT v.tenant_id,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(noise, 1, 3)
           || '8' || substr(noise, 4, 15))::uuid,
       v.workflow_id, v.id, v.version, CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'succeeded' END, 'live', 'api', '{}',
       '{\"n\": 4}', at, at, at, 12
FROM workflow_versions v
CROSS JOIN LATERAL (
    SELECT n, $4::timestamptz - random() * interval '1 hour' AS at, md5(random()::text || n) AS noise
    FROM generate_series(1, $3::integer) AS n) AS run
WHERE v.tenant_id = $1 AND v.id = $2";

/// Stores `count` runs of this version that ended within the hour before `now`, without a journal.
pub async fn fill(tx: &TenantTx, version: WorkflowVersionId, count: u32, now: DateTime<Utc>) -> Result<u64, DbError> {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    let values = [tx.key(), version.uuid().into(), count.into(), now.into()];
    execute(tx.conn(), FILL, values).await
}
