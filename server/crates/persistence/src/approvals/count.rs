//! How many questions wait.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct Row {
    total: i64,
}

const COUNT: &str = "
SELECT count(*) AS total FROM (
    SELECT 1 FROM approvals
    WHERE tenant_id = $1 AND state = 'pending' AND (due_at IS NULL OR due_at > $2) LIMIT 10000
) AS counted";

/// Questions that can be answered now, counted up to [`crate::MAX_COUNTED`].
pub async fn count_pending(tx: &TenantTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    let row = fetch_one::<_, Row>(tx.conn(), COUNT, [tx.key(), now.into()]).await?;
    Ok(row.map_or(0, |row| row.total.unsigned_abs()))
}
