//! A worker says that it lives.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{RunId, TenantId, WorkerId};
use ports::{Heartbeat, RunRef, StoreError};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::PgRunStore;
use super::deliveries::Inventory;
use crate::statement::{execute, fetch_all, fetch_one};

// $1 worker, $2 region, $3 now, $4 expiry. The commit needs not wait for the disk: a heartbeat that is lost with the
// server is one that was not heard. A worker that was declared dead can't come back to life.
const BEAT: &str = "
WITH unsafely AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true) AS is_off
), beat AS (
    INSERT INTO workers (id, region, started_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)
    ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, expires_at = EXCLUDED.expires_at
    WHERE workers.reaped_at IS NULL
    RETURNING id
)
SELECT is_off IS NOT NULL AND EXISTS (SELECT FROM beat) AS alive, ARRAY (
    SELECT l.run_id FROM run_leases l JOIN runs r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
    WHERE l.worker_id = $1 AND r.cancel_requested_at IS NOT NULL
    ORDER BY l.run_id
) AS cancel, EXISTS (
    SELECT FROM run_leases l JOIN run_signals s ON s.tenant_id = l.tenant_id AND s.run_id = l.run_id
    WHERE l.worker_id = $1
) AS signalled
FROM unsafely";

// $1 worker
const SAID: &str = "
SELECT l.tenant_id, l.run_id, l.fence, count(*)::integer AS signals FROM run_leases l
JOIN run_signals s ON s.tenant_id = l.tenant_id AND s.run_id = l.run_id
WHERE l.worker_id = $1 GROUP BY l.tenant_id, l.run_id, l.fence";

// $1 worker, $2 to $4 what it knows to hold, $5 from when on leases may be on their way
const GIVE_BACK: &str = "
WITH unknown AS (
    DELETE FROM run_leases l
    WHERE l.worker_id = $1 AND ($5::timestamptz IS NULL OR l.claimed_at < $5) AND NOT EXISTS (
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
    signalled: bool,
}

#[derive(FromQueryResult)]
struct SaidRow {
    tenant_id: Uuid,
    run_id: Uuid,
    fence: i64,
    signals: i32,
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
            self.memory().deliveries.forget(worker);
        } else if let Err(error) = self.give_back_undelivered(worker).await {
            // the worker lives all the same, and the next heartbeat tries again
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "lost claims could not be looked for"
            );
        }
        let signalled = if row.signalled {
            self.unread(worker).await?
        } else {
            Vec::new()
        };
        Ok(Heartbeat {
            cancel: row.cancel.into_iter().map(RunId::from_uuid).collect(),
            signalled,
            alive: row.alive,
        })
    }

    async fn unread(&self, worker: WorkerId) -> Result<Vec<RunId>, StoreError> {
        let rows = fetch_all::<_, SaidRow>(self.database.engine(), SAID, [worker.uuid().into()]).await?;
        let said = rows.into_iter().map(|row| {
            let run = RunRef {
                tenant: TenantId::from_uuid(row.tenant_id),
                run: RunId::from_uuid(row.run_id),
            };
            (run, row.fence, row.signals)
        });
        Ok(self.memory().deliveries.unread(worker, said))
    }

    async fn give_back_undelivered(&self, worker: WorkerId) -> Result<(), StoreError> {
        let Some(Inventory { leases: known, before }) = self.memory().deliveries.to_check(worker) else {
            return Ok(());
        };
        let tenants: Vec<Uuid> = known.iter().map(|(tenant, ..)| tenant.uuid()).collect();
        let runs: Vec<Uuid> = known.iter().map(|(_, run, _)| run.uuid()).collect();
        let fences: Vec<i64> = known.iter().map(|(.., fence)| *fence).collect();
        let values = [
            worker.uuid().into(),
            tenants.into(),
            runs.into(),
            fences.into(),
            before.into(),
        ];
        let given_back = execute(self.database.engine(), GIVE_BACK, values).await?;
        if given_back > 0 {
            tracing::warn!(runs = given_back, "gave back runs whose claim never reached its worker");
        }
        self.memory().deliveries.checked(worker);
        Ok(())
    }
}
