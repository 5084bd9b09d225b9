//! A look into the queue for those who carry hints: nothing is locked, nothing is taken.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{RunId, TenantId};
use ports::{ReadyRun, ReadyRuns, RunRef, StoreError};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Database;
use crate::statement::fetch_all;

const STILL_READY: &str = "
SELECT q.tenant_id, q.run_id, q.lane, q.pool
FROM run_queue q JOIN unnest($3::uuid[], $4::uuid[]) AS asked (tenant_id, run_id)
  ON q.tenant_id = asked.tenant_id AND q.run_id = asked.run_id
WHERE q.region = $1 AND q.ready_at <= $2";

// Walks the index of what is ready from pool to pool, and takes the head of each lane: a long queue costs no more than
// a short one. Those with a cap are left out: most of them wait for a place, not for a hint.
const OVERDUE: &str = "
WITH RECURSIVE pools (pool) AS (
    (SELECT q.pool FROM run_queue q WHERE q.region = $1 AND NOT q.parked AND NOT q.capped ORDER BY q.pool LIMIT 1)
    UNION ALL
    SELECT (SELECT q.pool FROM run_queue q
            WHERE q.region = $1 AND q.pool > pools.pool AND NOT q.parked AND NOT q.capped ORDER BY q.pool LIMIT 1)
    FROM pools WHERE pools.pool IS NOT NULL
)
SELECT head.tenant_id, head.run_id, head.lane, head.pool
FROM pools CROSS JOIN generate_series(0, 2) AS lane (number)
CROSS JOIN LATERAL (
    SELECT q.tenant_id, q.run_id, q.lane, q.pool FROM run_queue q
    WHERE q.region = $1 AND q.pool = pools.pool AND q.lane = lane.number AND NOT q.parked AND NOT q.capped
      AND q.ready_at < $2
    ORDER BY q.vt, q.run_id LIMIT $3
) AS head
WHERE pools.pool IS NOT NULL";

/// [`ReadyRuns`] of one region.
#[derive(Debug, Clone)]
pub struct PgReadyRuns {
    database: Database,
}

#[derive(FromQueryResult)]
struct ReadyRow {
    tenant_id: Uuid,
    run_id: Uuid,
    lane: i16,
    pool: String,
}

impl From<ReadyRow> for ReadyRun {
    fn from(row: ReadyRow) -> Self {
        Self {
            run: RunRef {
                tenant: TenantId::from_uuid(row.tenant_id),
                run: RunId::from_uuid(row.run_id),
            },
            lane: row.lane,
            pool: row.pool,
        }
    }
}

impl PgReadyRuns {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl ReadyRuns for PgReadyRuns {
    async fn still_ready(&self, runs: &[RunRef], now: DateTime<Utc>) -> Result<Vec<ReadyRun>, StoreError> {
        let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) = runs.iter().map(|run| (run.tenant.uuid(), run.run.uuid())).unzip();
        let values = [self.database.region().into(), now.into(), tenants.into(), ids.into()];
        let rows: Vec<ReadyRow> = fetch_all(self.database.engine(), STILL_READY, values).await?;
        Ok(rows.into_iter().map(ReadyRun::from).collect())
    }

    async fn overdue(&self, since: DateTime<Utc>, limit: u32) -> Result<Vec<ReadyRun>, StoreError> {
        let values = [self.database.region().into(), since.into(), i64::from(limit).into()];
        let rows: Vec<ReadyRow> = fetch_all(self.database.engine(), OVERDUE, values).await?;
        Ok(rows.into_iter().map(ReadyRun::from).collect())
    }
}
