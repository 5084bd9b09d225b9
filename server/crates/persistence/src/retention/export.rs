//! Writing a day of runs out as JSON Lines before it goes.
//!
//! One line a run: `{"run": {…}, "events": […]}`, outputs included wherever they lie. A file holds runs of one
//! organisation, is named by its first run and is the same whoever writes it.

use bytes::Bytes;
use chrono::NaiveDate;
use domain::id::{RunId, TenantId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::days::least_id;
use crate::journal::EventRow;
use crate::statement::fetch_all;
use crate::{Database, DbError};

/// A file is closed once it holds so many bytes.
const FILE_BYTES: usize = 8 * 1024 * 1024;
/// Runs that are read at once.
const BATCH: i64 = 200;

// $1 and $2 the day's ids, $3 and $4 the last one read, $5 how many
const RUNS: &str = "
SELECT r.tenant_id, r.id, row_to_json(r)::text AS run FROM runs r
WHERE r.id >= $1 AND r.id < $2 AND r.status NOT IN ('queued', 'running', 'waiting') AND (r.tenant_id, r.id) > ($3, $4)
ORDER BY r.tenant_id, r.id LIMIT $5";

const EVENTS: &str = "
SELECT seq, at, body::text AS body FROM step_events WHERE tenant_id = $1 AND run_id = $2 ORDER BY seq";

#[derive(FromQueryResult)]
struct RunRow {
    tenant_id: Uuid,
    id: Uuid,
    run: String,
}

/// The file that is being filled.
#[derive(Default)]
struct File {
    tenant: Uuid,
    first: Uuid,
    lines: Vec<u8>,
}

impl Database {
    /// Writes the ended runs of a day into the object store, under `exports/runs/<day>`. Gives their number; none
    /// without an object store, which is an error of the caller.
    pub async fn export_run_day(&self, day: NaiveDate) -> Result<Option<u64>, DbError> {
        if self.objects().is_none() {
            return Ok(None);
        }
        let next = day.succ_opt().unwrap_or(NaiveDate::MAX);
        let (mut last, mut count, mut file) = ((Uuid::nil(), Uuid::nil()), 0, File::default());
        loop {
            let values = [
                least_id(day).into(),
                least_id(next).into(),
                last.0.into(),
                last.1.into(),
                BATCH.into(),
            ];
            let rows = fetch_all::<_, RunRow>(self.engine(), RUNS, values).await?;
            let Some(end) = rows.last() else { break };
            last = (end.tenant_id, end.id);
            for row in rows {
                if row.tenant_id != file.tenant || file.lines.len() >= FILE_BYTES {
                    self.close_file(day, std::mem::take(&mut file)).await?;
                    (file.tenant, file.first) = (row.tenant_id, row.id);
                }
                file.lines.extend(self.line(&row).await?);
                count += 1;
            }
        }
        self.close_file(day, file).await?;
        Ok(Some(count))
    }

    async fn line(&self, row: &RunRow) -> Result<Vec<u8>, DbError> {
        let corrupt = |error| DbError::corrupt("run", error);
        let values = [row.tenant_id.into(), row.id.into()];
        let events = fetch_all::<_, EventRow>(self.engine(), EVENTS, values).await?;
        // a run that can't be read must not keep its day for ever: it is written as far as it can be
        let events = match self.events_of(events).await {
            Ok(events) => serde_json::to_string(&events).map_err(corrupt)?,
            Err(error) if error.is_unavailable() => return Err(error),
            Err(error) => {
                let (tenant, run) = (TenantId::from_uuid(row.tenant_id), RunId::from_uuid(row.id));
                tracing::error!(%tenant, %run, error = &error as &dyn std::error::Error, "a journal can't be exported");
                "null".to_owned()
            }
        };
        Ok(format!("{{\"run\":{},\"events\":{events}}}\n", row.run).into_bytes())
    }

    async fn close_file(&self, day: NaiveDate, file: File) -> Result<(), DbError> {
        let Some(store) = self.objects().filter(|_| !file.lines.is_empty()) else {
            return Ok(());
        };
        let key = format!(
            "exports/runs/{}/{}/{}.jsonl",
            day.format("%Y%m%d"),
            file.tenant,
            file.first
        );
        Ok(store.put(&key, Bytes::from(file.lines)).await?)
    }
}
