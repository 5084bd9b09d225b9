//! How many letters wait.

use sea_orm::FromQueryResult;

use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct Row {
    total: i64,
}

const COUNT: &str = "
SELECT count(*) AS total FROM (
    SELECT 1 FROM dead_letters WHERE tenant_id = $1 AND state = 'open' LIMIT 10000
) AS counted";

/// Open letters, counted up to [`crate::MAX_COUNTED`].
pub async fn count_open(tx: &TenantTx) -> Result<u64, DbError> {
    let row = fetch_one::<_, Row>(tx.conn(), COUNT, [tx.key()]).await?;
    Ok(row.map_or(0, |row| row.total.unsigned_abs()))
}
