//! How long runs take.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use super::counts::first_id_of;
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct Row {
    median_ms: Option<f64>,
}

// the newest thousand say enough, and keep the statement short on a busy day
const MEDIAN: &str = "
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS median_ms FROM (
    SELECT extract(epoch FROM finished_at - started_at) * 1000 AS ms FROM runs
    WHERE tenant_id = $1 AND id >= $2 AND finished_at IS NOT NULL AND started_at IS NOT NULL
    ORDER BY id DESC LIMIT 1000
) AS newest";

/// Median duration, in milliseconds, of the newest runs accepted since then; none when none has ended.
pub async fn median_duration_ms(tx: &TenantTx, since: DateTime<Utc>) -> Result<Option<u64>, DbError> {
    let values = [tx.key(), first_id_of(since).into()];
    let row = fetch_one::<_, Row>(tx.conn(), MEDIAN, values).await?;
    // whole milliseconds are shown; the cast saturates
    Ok(row.and_then(|row| row.median_ms).map(|ms| ms.max(0.0).round() as u64))
}
