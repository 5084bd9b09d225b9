//! When there is something to do next.

use chrono::{DateTime, Utc};
use ports::StoreError;
use sea_orm::FromQueryResult;

use super::PgRunStore;
use crate::statement::fetch_one;

// one look at the head of each lane instead of a walk over the queue
const NEXT: &str = "
SELECT min(head.ready_at) AS due FROM generate_series(0, 2) AS lane (number)
CROSS JOIN LATERAL (
    SELECT q.ready_at FROM run_queue q WHERE q.region = $1 AND q.lane = lane.number ORDER BY q.ready_at LIMIT 1
) AS head";

#[derive(FromQueryResult)]
struct DueRow {
    due: Option<DateTime<Utc>>,
}

impl PgRunStore {
    pub(super) async fn earliest(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row = fetch_one::<_, DueRow>(self.database.engine(), NEXT, [self.database.region().into()]).await?;
        Ok(row.and_then(|row| row.due))
    }
}
