//! Which runs replay a run.

use domain::id::RunId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

const REPLAYS: &str = "
SELECT id FROM runs WHERE tenant_id = $1 AND replay_of = $2 ORDER BY id DESC LIMIT $3";

/// The runs that replay this one, the newest first.
pub async fn replays_of(tx: &TenantTx, run: RunId, limit: u32) -> Result<Vec<RunId>, DbError> {
    let values = [tx.key(), run.uuid().into(), i64::from(limit).into()];
    let rows = fetch_all::<_, IdRow>(tx.conn(), REPLAYS, values).await?;
    Ok(rows.into_iter().map(|row| RunId::from_uuid(row.id)).collect())
}
