//! When there is something to do next.

use chrono::{DateTime, Utc};
use ports::StoreError;
use sea_orm::FromQueryResult;

use super::PgRunStore;
use crate::statement::fetch_one;

// The next timer, and the head of each lane of each pool. Runs with a cap are left out: what they wait for is a place.
const NEXT: &str = "
SELECT least(
    (SELECT q.ready_at FROM run_queue q WHERE q.region = $1 AND q.parked ORDER BY q.ready_at LIMIT 1),
    (SELECT min(head.ready_at) FROM unnest($2::text[]) AS p (pool) CROSS JOIN generate_series(0, 2) AS l (lane)
     CROSS JOIN LATERAL (
        SELECT q.ready_at FROM run_queue q
        WHERE q.region = $1 AND q.pool = p.pool AND q.lane = l.lane AND NOT q.parked AND NOT q.capped
        ORDER BY q.vt, q.run_id LIMIT 1) AS head)
) AS due";

#[derive(FromQueryResult)]
struct DueRow {
    due: Option<DateTime<Utc>>,
}

impl PgRunStore {
    pub(super) async fn earliest(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let values = [self.database.region().into(), self.pools.to_vec().into()];
        let row = fetch_one::<_, DueRow>(self.database.engine(), NEXT, values).await?;
        Ok(row.and_then(|row| row.due))
    }
}
