//! Days of runs: made ahead, listed, dropped.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Rules;
use crate::payloads::{day_of, under_day};
use crate::statement::{execute, fetch_all, fetch_one};
use crate::{Database, DbError};

const MAKE: &str = "SELECT apex_make_partitions($1) AS made";

const DAYS: &str = "
SELECT day, sum(rows)::bigint AS rows, sum(bytes)::bigint AS bytes FROM apex_list_partitions()
WHERE day IS NOT NULL GROUP BY day ORDER BY day";

const DROP: &str = "SELECT apex_drop_partitions($1) AS name";

// what hangs on runs that are gone
const LETTERS: &str = "DELETE FROM dead_letters WHERE run_id < $1 AND NOT EXISTS (
    SELECT FROM runs r WHERE r.tenant_id = dead_letters.tenant_id AND r.id = dead_letters.run_id)";
const APPROVALS: &str = "DELETE FROM approvals WHERE run_id < $1 AND NOT EXISTS (
    SELECT FROM runs r WHERE r.tenant_id = approvals.tenant_id AND r.id = approvals.run_id)";

const TRIM: &str = "SELECT tenant_id, run_id FROM apex_trim_runs($1, $2, $3, $4)";

/// A day of runs, all organisations together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct RunDay {
    /// The day (UTC).
    pub day: NaiveDate,
    /// Rows of runs and journal, about.
    pub rows: i64,
    /// Bytes on disk, indexes included.
    pub bytes: i64,
}

#[derive(FromQueryResult)]
struct MadeRow {
    made: i32,
}

#[derive(FromQueryResult)]
struct NameRow {
    name: String,
}

#[derive(FromQueryResult)]
struct GoneRow {
    tenant_id: Uuid,
    run_id: Uuid,
}

/// The least id of a day: a UUIDv7 begins with its milliseconds.
pub(super) fn least_id(day: NaiveDate) -> Uuid {
    let ms = day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Uuid::from_u128(u128::from(ms.max(0).unsigned_abs()) << 80)
}

impl Database {
    /// Makes the partitions of today and of so many days ahead. Gives how many were missing.
    pub async fn make_run_days(&self, ahead: u32) -> Result<u32, DbError> {
        let ahead = i32::try_from(ahead).unwrap_or(i32::MAX);
        let row = fetch_one::<_, MadeRow>(self.engine(), MAKE, [ahead.into()]).await?;
        Ok(row.map_or(0, |row| row.made.unsigned_abs()))
    }

    /// The days that have a partition, oldest first.
    pub async fn run_days(&self) -> Result<Vec<RunDay>, DbError> {
        fetch_all(self.engine(), DAYS, []).await
    }

    /// Drops the days before `horizon` and all that hangs on their runs. Runs that have not ended stay, and keep their
    /// day. Gives the days that are gone.
    pub async fn drop_run_days(&self, horizon: NaiveDate) -> Result<Vec<String>, DbError> {
        let before: DateTime<Utc> = horizon.and_time(NaiveTime::MIN).and_utc();
        let names = fetch_all::<_, NameRow>(self.engine(), DROP, [before.into()]).await?;
        let days = names.iter().filter_map(|row| row.name.strip_prefix("runs_p"));
        let days: Vec<String> = days.map(str::to_owned).collect();
        for sql in [LETTERS, APPROVALS] {
            execute(self.engine(), sql, [least_id(horizon).into()]).await?;
        }
        if let Some(store) = self.objects() {
            for day in &days {
                store.delete_under(&under_day(day)).await?;
            }
        }
        Ok(days)
    }

    /// Deletes at most `most` ended runs that their organisations or workflows keep for a shorter time than the horizon.
    /// Gives their number.
    pub async fn trim_runs(&self, rules: &Rules, now: DateTime<Utc>, most: u32) -> Result<u64, DbError> {
        let shorter = rules.shorter(now);
        if shorter.is_empty() {
            return Ok(0);
        }
        let tenants: Vec<Uuid> = shorter.iter().map(|(rule, _)| rule.tenant.uuid()).collect();
        let workflows: Vec<Uuid> = shorter
            .iter()
            .map(|(rule, _)| rule.workflow.unwrap_or_default())
            .collect();
        let kept: Vec<Uuid> = shorter.iter().map(|(_, day)| least_id(*day)).collect();
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        let values = [tenants.into(), workflows.into(), kept.into(), most.into()];
        let gone = fetch_all::<_, GoneRow>(self.engine(), TRIM, values).await?;
        if let Some(store) = self.objects() {
            for row in &gone {
                let day = under_day(&day_of(row.run_id));
                store
                    .delete_under(&format!("{day}/{}/{}", row.tenant_id, row.run_id))
                    .await?;
            }
        }
        Ok(gone.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_id_of_a_day_belongs_to_that_day() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(day_of(least_id(day)), "20261120");
        let before = Uuid::from_u128(least_id(day).as_u128() - 1);
        assert_eq!(day_of(before), "20261119");
    }
}
