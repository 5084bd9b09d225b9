//! Taking runs back from workers that died.

use chrono::{DateTime, Utc};
use ports::StoreError;
use sea_orm::FromQueryResult;

use super::PgRunStore;
use crate::statement::fetch_one;

// Leases of workers declared dead now, of those declared dead before (a claim may have crossed the reaper), and of
// workers that nobody knows. A lease that somebody has locked is left for the next round. Workers that have been dead
// for a day are forgotten.
const REAP: &str = "
WITH dead AS (
    UPDATE workers SET reaped_at = $1 WHERE reaped_at IS NULL AND expires_at <= $1 RETURNING id
), forgotten AS (
    DELETE FROM workers WHERE reaped_at < $1 - interval '1 day'
), lost AS MATERIALIZED (
    SELECT l.tenant_id, l.run_id FROM run_leases l
    WHERE l.worker_id IN (SELECT id FROM dead)
       OR NOT EXISTS (SELECT FROM workers w WHERE w.id = l.worker_id AND w.reaped_at IS NULL)
    FOR UPDATE OF l SKIP LOCKED
), freed AS (
    DELETE FROM run_leases l USING lost WHERE l.tenant_id = lost.tenant_id AND l.run_id = lost.run_id RETURNING l.*
), queued AS (
    INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, vt, fence)
    SELECT tenant_id, run_id, workflow_id, region, pool, lane, $1, vt, fence FROM freed
), counted AS (
    UPDATE runs r SET crashes = r.crashes + 1 FROM freed WHERE r.tenant_id = freed.tenant_id AND r.id = freed.run_id
)
SELECT count(*) AS reaped FROM freed";

#[derive(FromQueryResult)]
struct ReapedRow {
    reaped: i64,
}

impl PgRunStore {
    pub(super) async fn reap_dead(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let row = fetch_one::<_, ReapedRow>(self.database.engine(), REAP, [now.into()]).await?;
        Ok(row.map_or(0, |row| row.reaped.unsigned_abs()))
    }
}
