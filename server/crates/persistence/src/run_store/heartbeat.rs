//! A worker says that it lives.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{RunId, WorkerId};
use ports::{Heartbeat, StoreError};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::PgRunStore;
use crate::statement::{execute, fetch_one};

// $1 worker, $2 region, $3 now, $4 expiry. A worker that was declared dead can't come back to life.
const BEAT: &str = "
WITH beat AS (
    INSERT INTO workers (id, region, started_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)
    ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, expires_at = EXCLUDED.expires_at
    WHERE workers.reaped_at IS NULL
    RETURNING id
)
SELECT EXISTS (SELECT FROM beat) AS alive, ARRAY (
    SELECT l.run_id FROM run_leases l JOIN runs r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
    WHERE l.worker_id = $1 AND r.cancel_requested_at IS NOT NULL
    ORDER BY l.run_id
) AS cancel, ARRAY (
    SELECT DISTINCT l.run_id FROM run_leases l
    JOIN run_signals s ON s.tenant_id = l.tenant_id AND s.run_id = l.run_id
    WHERE l.worker_id = $1 ORDER BY l.run_id
) AS signalled";

// $1 worker, $2 to $4 what it knows to hold
const GIVE_BACK: &str = "
WITH unknown AS (
    DELETE FROM run_leases l
    WHERE l.worker_id = $1 AND NOT EXISTS (
        SELECT FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS known (tenant_id, run_id, fence)
        WHERE known.tenant_id = l.tenant_id AND known.run_id = l.run_id AND known.fence = l.fence)
    RETURNING l.*
)
INSERT INTO run_queue (tenant_id, run_id, workflow_id, region, pool, lane, ready_at, vt, fence)
SELECT tenant_id, run_id, workflow_id, region, pool, lane, claimed_at, vt, fence FROM unknown";

#[derive(FromQueryResult)]
struct BeatRow {
    alive: bool,
    cancel: Vec<Uuid>,
    signalled: Vec<Uuid>,
}

impl PgRunStore {
    pub(super) async fn beat(
        &self,
        worker: WorkerId,
        now: DateTime<Utc>,
        ttl: Duration,
    ) -> Result<Heartbeat, StoreError> {
        let ttl = TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX);
        let expiry = now.checked_add_signed(ttl).unwrap_or(now);
        let values = [
            worker.uuid().into(),
            self.database.region().into(),
            now.into(),
            expiry.into(),
        ];
        let row = fetch_one::<_, BeatRow>(self.database.engine(), BEAT, values).await?;
        let Some(row) = row else {
            return Ok(Heartbeat::default());
        };
        if !row.alive {
            self.deliveries.forget(worker);
        } else if let Err(error) = self.give_back_undelivered(worker).await {
            // the worker lives all the same, and the next heartbeat tries again
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "lost claims could not be looked for"
            );
        }
        Ok(Heartbeat {
            cancel: row.cancel.into_iter().map(RunId::from_uuid).collect(),
            signalled: row.signalled.into_iter().map(RunId::from_uuid).collect(),
            alive: row.alive,
        })
    }

    async fn give_back_undelivered(&self, worker: WorkerId) -> Result<(), StoreError> {
        let Some(known) = self.deliveries.to_check(worker) else {
            return Ok(());
        };
        let tenants: Vec<Uuid> = known.iter().map(|(tenant, ..)| tenant.uuid()).collect();
        let runs: Vec<Uuid> = known.iter().map(|(_, run, _)| run.uuid()).collect();
        let fences: Vec<i64> = known.iter().map(|(.., fence)| *fence).collect();
        let values = [worker.uuid().into(), tenants.into(), runs.into(), fences.into()];
        let given_back = execute(self.database.engine(), GIVE_BACK, values).await?;
        if given_back > 0 {
            tracing::warn!(runs = given_back, "gave back runs whose claim never reached its worker");
        }
        self.deliveries.checked(worker);
        Ok(())
    }
}
