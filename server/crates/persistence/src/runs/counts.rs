//! How many runs stand where.

use chrono::{DateTime, Utc};
use domain::run::RunStatus;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct CountRow {
    status: String,
    total: i64,
}

// One short range of the index by status each, instead of a walk over all runs.
const COUNTS: &str = "
SELECT s.status, (SELECT count(*) FROM runs r WHERE r.tenant_id = $1 AND r.status = s.status AND r.id >= $2) AS total
FROM unnest($3::text[]) WITH ORDINALITY AS s (status, place) ORDER BY s.place";

/// Runs by status, every status once, zeros too. Counts the runs whose id (a UUIDv7, so: whose acceptance) is not
/// before `since`.
pub async fn counts(tx: &TenantTx, since: DateTime<Utc>) -> Result<Vec<(RunStatus, u64)>, DbError> {
    let statuses: Vec<String> = RunStatus::ALL.iter().map(|status| status.as_str().to_owned()).collect();
    let values = [tx.key(), first_id_of(since).into(), statuses.into()];
    let rows = fetch_all::<_, CountRow>(tx.conn(), COUNTS, values).await?;
    let read = |row: CountRow| {
        let status = row
            .status
            .parse()
            .map_err(|error: domain::run::status::UnknownWord| DbError::corrupt("run", error));
        Ok((status?, row.total.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}

/// The lowest UUIDv7 of that millisecond.
pub(crate) fn first_id_of(time: DateTime<Utc>) -> Uuid {
    let millis = u128::from(time.timestamp_millis().max(0).unsigned_abs());
    Uuid::from_u128((millis << 80) | (0x7 << 76) | (0x8 << 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_id_of_a_time_carries_that_time() {
        let time = DateTime::from_timestamp_millis(1_763_000_000_123).unwrap();
        let id = first_id_of(time);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.as_u128() >> 80, 1_763_000_000_123);
    }
}
