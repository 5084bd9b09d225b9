//! Reading a run's journal.

use domain::id::RunId;
use domain::run::RunEvent;

use crate::journal::EventRow;
use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

const EVENTS: &str = "
SELECT seq, at, body::text AS body FROM step_events
WHERE tenant_id = $1 AND run_id = $2 AND seq > $3 ORDER BY seq LIMIT $4";

/// The events after `after_seq` (0 for all), in order, at most `limit`. Empty for a run that isn't there.
pub async fn events(tx: &TenantTx, run: RunId, after_seq: i64, limit: u32) -> Result<Vec<RunEvent>, DbError> {
    let values = [tx.key(), run.uuid().into(), after_seq.into(), i64::from(limit).into()];
    let rows = fetch_all::<_, EventRow>(tx.conn(), EVENTS, values).await?;
    tx.database().events_of(rows).await
}
