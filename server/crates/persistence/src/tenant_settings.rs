//! What holds for all runs of an organisation.

use sea_orm::FromQueryResult;

use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

const GET_POOL: &str = "SELECT pool FROM tenant_settings WHERE tenant_id = $1";

const SET_POOL: &str = "
INSERT INTO tenant_settings (tenant_id, pool) VALUES ($1, $2)
ON CONFLICT (tenant_id) DO UPDATE SET pool = EXCLUDED.pool";

#[derive(FromQueryResult)]
struct PoolRow {
    pool: Option<String>,
}

/// The workers that run what the organisation starts, unless a workflow has its own; none for `default`.
pub async fn pool(tx: &TenantTx) -> Result<Option<String>, DbError> {
    let row = fetch_one::<_, PoolRow>(tx.conn(), GET_POOL, [tx.key()]).await?;
    Ok(row.and_then(|row| row.pool))
}

/// Pins what the organisation starts from now on to a pool; none takes the pin away.
pub async fn set_pool(tx: &TenantTx, pool: Option<&str>) -> Result<(), DbError> {
    execute(tx.conn(), SET_POOL, [tx.key(), pool.into()]).await.map(drop)
}
