//! What was said to a run from outside.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::{RunId, SignalId, TenantId};
use ports::{Lease, RunRef, Signal, StoreError};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::PgRunStore;
use crate::DbError;
use crate::statement::fetch_all;

// the ids are UUIDv7 or given from outside: the time decides first
const SIGNALS: &str = "
SELECT s.tenant_id, s.run_id, s.id, s.name, s.step, s.payload::text AS payload, s.at FROM run_signals s
JOIN unnest($1::uuid[], $2::uuid[]) AS wanted (tenant_id, run_id)
  ON s.tenant_id = wanted.tenant_id AND s.run_id = wanted.run_id
ORDER BY s.at, s.id";

#[derive(FromQueryResult)]
struct SignalRow {
    tenant_id: Uuid,
    run_id: Uuid,
    id: Uuid,
    name: String,
    step: Option<String>,
    payload: String,
    at: DateTime<Utc>,
}

impl TryFrom<SignalRow> for Signal {
    type Error = DbError;

    fn try_from(row: SignalRow) -> Result<Self, DbError> {
        let step = row.step.map(|step| step.parse()).transpose();
        Ok(Self {
            id: SignalId::from_uuid(row.id),
            name: row.name,
            step: step.map_err(|error| DbError::corrupt("signal", error))?,
            payload: serde_json::from_str(&row.payload).map_err(|error| DbError::corrupt("signal", error))?,
            at: row.at,
        })
    }
}

pub(super) type Signals = HashMap<RunRef, Vec<Signal>>;

impl PgRunStore {
    pub(super) async fn read_signals(&self, runs: &[RunRef]) -> Result<Signals, StoreError> {
        let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) = runs.iter().map(|run| (run.tenant.uuid(), run.run.uuid())).unzip();
        let rows = fetch_all::<_, SignalRow>(self.database.engine(), SIGNALS, [tenants.into(), ids.into()]).await?;
        let mut signals = Signals::new();
        for row in rows {
            let run = RunRef {
                tenant: TenantId::from_uuid(row.tenant_id),
                run: RunId::from_uuid(row.run_id),
            };
            // one that can't be read is passed over: it must not take the run down
            match Signal::try_from(row) {
                Ok(signal) => signals.entry(run).or_default().push(signal),
                Err(error) => tracing::error!(run = %run.run, error = &error as &dyn std::error::Error,
                    "a signal can't be read and is ignored"),
            }
        }
        Ok(signals)
    }

    pub(super) async fn signals_of(&self, lease: &Lease) -> Result<Vec<Signal>, StoreError> {
        let mut signals = self.read_signals(&[lease.run]).await?;
        let signals = signals.remove(&lease.run).unwrap_or_default();
        let count = i32::try_from(signals.len()).unwrap_or(i32::MAX);
        self.memory().deliveries.has_read(lease, count);
        Ok(signals)
    }
}
