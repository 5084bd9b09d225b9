//! Saying something to a run.
//!
//! The run's row is locked first, so that signals to one run come one after the other and none comes after its end. A
//! queue row that somebody else holds is passed over: whoever takes the run reads what was said.

use chrono::{DateTime, Utc};
use domain::id::{RunId, SignalId};
use domain::run::{RunStatus, StepPath};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

/// Something to be said to a run.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSignal {
    /// The same id is said once.
    pub id: SignalId,
    /// What it is called.
    pub name: String,
    /// The step that it is for; none for whichever waits for the name.
    pub step: Option<StepPath>,
    /// What it says.
    pub payload: Value,
    /// When.
    pub at: DateTime<Utc>,
    /// Refused when the run holds this many already; none always has room.
    pub most: Option<u32>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalled {
    /// The run holds it.
    Stored,
    /// The same was said before under this id; nothing was changed.
    Repeated,
    /// Something else was said before under this id; nothing was changed.
    Differs,
    /// The run holds as many as it may.
    Full,
    /// The run has ended.
    Ended(RunStatus),
    /// There is no such run.
    NotFound,
}

const LOCK: &str = "SELECT status FROM runs WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE";

const HELD: &str = "SELECT count(*) AS total FROM run_signals WHERE tenant_id = $1 AND run_id = $2";

const KNOWN: &str = "
SELECT run_id, name, step, payload::text AS payload FROM run_signals WHERE tenant_id = $1 AND id = $2";

const STORE: &str = "
INSERT INTO run_signals (tenant_id, id, run_id, name, step, payload, at) VALUES ($1, $2, $3, $4, $5, $6::json, $7)
ON CONFLICT (tenant_id, id) DO NOTHING";

const WAKE: &str = "
UPDATE run_queue SET ready_at = least(ready_at, $3), parked = false WHERE (tenant_id, run_id) IN (
    SELECT tenant_id, run_id FROM run_queue WHERE tenant_id = $1 AND run_id = $2 AND parked FOR UPDATE SKIP LOCKED)";

#[derive(FromQueryResult)]
struct StatusRow {
    status: String,
}

#[derive(FromQueryResult)]
struct TotalRow {
    total: i64,
}

#[derive(FromQueryResult)]
struct KnownRow {
    run_id: Uuid,
    name: String,
    step: Option<String>,
    payload: String,
}

/// Stores the signal once per id and makes a parked run ready now. A worker that holds the run hears of it with a hint
/// ([`ports::Dispatch::signal`]) or its next heartbeat.
pub async fn signal(tx: &TenantTx, run: RunId, new: &NewSignal) -> Result<Signalled, DbError> {
    let Some(row) = fetch_one::<_, StatusRow>(tx.conn(), LOCK, [tx.key(), run.uuid().into()]).await? else {
        return Ok(Signalled::NotFound);
    };
    let status: Result<RunStatus, domain::run::status::UnknownWord> = row.status.parse();
    let status = status.map_err(|error| DbError::corrupt("run", error))?;
    if status.is_final() {
        return Ok(Signalled::Ended(status));
    }
    if let Some(known) = fetch_one::<_, KnownRow>(tx.conn(), KNOWN, [tx.key(), new.id.uuid().into()]).await? {
        return known.compared(run, new);
    }
    if let Some(most) = new.most {
        let held = fetch_one::<_, TotalRow>(tx.conn(), HELD, [tx.key(), run.uuid().into()]).await?;
        if held.is_some_and(|held| held.total >= i64::from(most)) {
            return Ok(Signalled::Full);
        }
    }
    let values = [
        tx.key(),
        new.id.uuid().into(),
        run.uuid().into(),
        new.name.as_str().into(),
        new.step.as_ref().map(ToString::to_string).into(),
        new.payload.to_string().into(),
        new.at.into(),
    ];
    if execute(tx.conn(), STORE, values).await? == 0 {
        // said to another run a moment ago, under the same id
        return Ok(Signalled::Differs);
    }
    execute(tx.conn(), WAKE, [tx.key(), run.uuid().into(), new.at.into()]).await?;
    Ok(Signalled::Stored)
}

impl KnownRow {
    fn compared(self, run: RunId, new: &NewSignal) -> Result<Signalled, DbError> {
        let payload: Value = serde_json::from_str(&self.payload).map_err(|error| DbError::corrupt("signal", error))?;
        // an id that is for one step is for what that step waits for, whatever it is called
        let same = self.run_id == run.uuid()
            && (self.name == new.name || new.step.is_some())
            && self.step == new.step.as_ref().map(ToString::to_string)
            && payload == new.payload;
        Ok(if same { Signalled::Repeated } else { Signalled::Differs })
    }
}
