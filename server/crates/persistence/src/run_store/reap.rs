//! Taking runs back from workers that died.

use chrono::{DateTime, Utc};
use ports::StoreError;
use sea_orm::FromQueryResult;

use super::PgRunStore;
use crate::statement::{execute, fetch_one};

// One process at a time reaps. Leases of workers declared dead now, of those declared dead before (a claim may have crossed the reaper), and of
// workers that nobody knows. A lease that somebody has locked is left for the next round. Workers that have been dead
// for a day are forgotten.
const REAP: &str = "
WITH leader AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(6224910357013172516) AS is_ours
), dead AS (
    UPDATE workers SET reaped_at = $1
    WHERE reaped_at IS NULL AND expires_at <= $1 AND (SELECT is_ours FROM leader) RETURNING id
), forgotten AS (
    DELETE FROM workers WHERE reaped_at < $1 - interval '1 day' AND (SELECT is_ours FROM leader)
), lost AS MATERIALIZED (
    SELECT l.tenant_id, l.run_id FROM run_leases l
    WHERE (SELECT is_ours FROM leader)
      AND (l.worker_id IN (SELECT id FROM dead)
           OR NOT EXISTS (SELECT FROM workers w WHERE w.id = l.worker_id AND w.reaped_at IS NULL))
    FOR UPDATE OF l SKIP LOCKED
), freed AS (
    DELETE FROM run_leases l USING lost WHERE l.tenant_id = lost.tenant_id AND l.run_id = lost.run_id RETURNING l.*
), queued AS (
    INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, vt, fence)
    SELECT tenant_id, run_id, workflow_id, region, pool, lane, $1, vt, fence FROM freed
), counted AS (
    UPDATE runs r SET crashes = r.crashes + 1 FROM freed WHERE r.tenant_id = freed.tenant_id AND r.id = freed.run_id
)
SELECT count(*) AS reaped, (SELECT is_ours FROM leader) AS is_ours FROM freed";

// Parked runs to which something was said at the very moment in which they parked, when whoever should have looked
// again died before.
const WAKE: &str = "
WITH said AS (
    SELECT tenant_id, run_id, count(*) AS signals FROM run_signals GROUP BY tenant_id, run_id
), unread AS (
    SELECT q.tenant_id, q.run_id FROM said s JOIN run_queue q ON q.tenant_id = s.tenant_id AND q.run_id = s.run_id
    WHERE q.parked AND q.signals_seen < s.signals
    FOR UPDATE OF q SKIP LOCKED
)
UPDATE run_queue q SET ready_at = least(q.ready_at, $1), parked = false FROM unread u
WHERE q.tenant_id = u.tenant_id AND q.run_id = u.run_id";

#[derive(FromQueryResult)]
struct ReapedRow {
    reaped: i64,
    is_ours: bool,
}

impl PgRunStore {
    pub(super) async fn reap_dead(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let row = fetch_one::<_, ReapedRow>(self.database.engine(), REAP, [now.into()]).await?;
        let Some(ReapedRow { reaped, is_ours: true }) = row else {
            return Ok(0);
        };
        execute(self.database.engine(), WAKE, [now.into()]).await?;
        Ok(reaped.unsigned_abs())
    }
}
