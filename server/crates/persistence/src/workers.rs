//! The workers that are alive, and which pools they serve. Workers belong to the installation, not to an organisation.

use chrono::{DateTime, Utc};
use domain::id::WorkerId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::{execute, fetch_all};
use crate::{Database, DbError, TenantTx};

/// What a worker says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCard {
    /// Pools whose runs it takes.
    pub pools: Vec<String>,
    /// Runs that it may drive at once.
    pub slots: u32,
    /// Runs that it drives now.
    pub active: u32,
    /// The machine, or the container.
    pub host: String,
    /// The version of Apex.
    pub version: String,
}

/// A worker that is alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRecord {
    /// Its id, new with every start.
    pub id: WorkerId,
    /// What it says of itself.
    pub card: WorkerCard,
    /// When it first said that it lives.
    pub started_at: DateTime<Utc>,
    /// When it last said so.
    pub seen_at: DateTime<Utc>,
}

const ANNOUNCE: &str = "
UPDATE workers SET pools = $2, slots = $3, active = $4, host = $5, version = $6 WHERE id = $1 AND reaped_at IS NULL";

const ALIVE: &str = "
SELECT id, pools, slots, active, host, version, started_at, seen_at FROM workers
WHERE region = $1 AND reaped_at IS NULL AND expires_at > $2 AND slots > 0 ORDER BY started_at, id";

const WAITING: &str = "
SELECT pool, count(*) AS runs FROM run_queue
WHERE tenant_id = $1 AND region = $2 AND ready_at <= $3 GROUP BY pool ORDER BY pool";

#[derive(FromQueryResult)]
struct WorkerRow {
    id: Uuid,
    pools: Vec<String>,
    slots: i32,
    active: i32,
    host: String,
    version: String,
    started_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct WaitingRow {
    pool: String,
    runs: i64,
}

impl From<WorkerRow> for WorkerRecord {
    fn from(row: WorkerRow) -> Self {
        Self {
            id: WorkerId::from_uuid(row.id),
            card: WorkerCard {
                pools: row.pools,
                slots: row.slots.unsigned_abs(),
                active: row.active.unsigned_abs(),
                host: row.host,
                version: row.version,
            },
            started_at: row.started_at,
            seen_at: row.seen_at,
        }
    }
}

/// Says of a worker what it is. One that has not said yet that it lives, or was declared dead, is passed over.
pub async fn announce(database: &Database, worker: WorkerId, card: &WorkerCard) -> Result<(), DbError> {
    let values = [
        worker.uuid().into(),
        card.pools.clone().into(),
        i32::try_from(card.slots).unwrap_or(i32::MAX).into(),
        i32::try_from(card.active).unwrap_or(i32::MAX).into(),
        card.host.as_str().into(),
        card.version.as_str().into(),
    ];
    execute(database.engine(), ANNOUNCE, values).await.map(drop)
}

/// The workers of this region that are alive at `now` and take runs from the queue, the oldest first.
pub async fn alive(tx: &TenantTx, now: DateTime<Utc>) -> Result<Vec<WorkerRecord>, DbError> {
    let rows: Vec<WorkerRow> = fetch_all(tx.conn(), ALIVE, [tx.region().into(), now.into()]).await?;
    Ok(rows.into_iter().map(WorkerRecord::from).collect())
}

/// How many runs of this organisation are ready and in nobody's hands, by pool.
pub async fn waiting(tx: &TenantTx, now: DateTime<Utc>) -> Result<Vec<(String, u64)>, DbError> {
    let rows: Vec<WaitingRow> = fetch_all(tx.conn(), WAITING, [tx.key(), tx.region().into(), now.into()]).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.pool, row.runs.unsigned_abs()))
        .collect())
}
