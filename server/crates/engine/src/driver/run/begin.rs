//! How a claimed run begins: its machine from program and journal, or its end when there can be none.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::id::RunId;
use domain::problem::Problem;
use domain::run::{EventKind, RunError, RunEvent, RunStatus};
use ports::{ClaimedRun, Lease};
use serde_json::{Value, json};

use super::{Ended, Parking};
use crate::core::{Machine, Setup};
use crate::driver::commit::{Journal, Write};
use crate::driver::shared::Shared;

/// A run that Apex itself failed on is looked at again after this long.
const AFTER_PANIC: TimeDelta = TimeDelta::seconds(30);

pub(super) fn machine(
    shared: &Shared,
    claimed: &ClaimedRun,
    parking: Parking,
) -> Result<Machine, (&'static str, String)> {
    let program = shared
        .programs
        .of(&claimed.spec)
        .map_err(|problems| ("workflow_invalid", faults(&problems)))?;
    let park_after = match parking {
        Parking::After(span) => Some(span),
        Parking::Never => None,
    };
    let id = claimed.lease.run.run.uuid().as_u128();
    // the random half of a UUIDv7
    let seed = u64::try_from(id & u128::from(u64::MAX)).unwrap_or_default();
    let setup = Setup {
        mode: claimed.spec.mode,
        seed,
        park_after,
    };
    Machine::new(program, setup, &claimed.events).map_err(|error| ("journal_mismatch", error.to_string()))
}

fn faults(problems: &[Problem]) -> String {
    let first = problems.iter().find(|problem| problem.is_error());
    let first = first
        .map(|problem| format!(": {} {}", problem.path, problem.message))
        .unwrap_or_default();
    format!("The workflow version can't be run{first}")
}

/// Ends a run that can't even begin.
pub(super) async fn refuse(
    journal: &Journal,
    claimed: &ClaimedRun,
    code: &str,
    message: String,
) -> Result<Ended, Ended> {
    let seq = claimed.events.last().map_or(0, |event| event.seq) + 1;
    let error = RunError {
        code: code.into(),
        message,
        step_id: None,
        attempts: 0,
    };
    let kind = EventKind::RunFinished {
        status: RunStatus::Failed,
        output: Value::Null,
        error: Some(error),
    };
    let event = RunEvent {
        seq,
        at: journal.shared.ports.clock.now(),
        kind,
    };
    journal.write(Write::Finish, vec![event]).await?;
    Ok(Ended::Finished(RunStatus::Failed))
}

/// Apex itself failed: the run is put aside for a while rather than taken up again at once, over and over.
pub(super) async fn after_panic(shared: &Shared, lease: Lease) -> Ended {
    tracing::error!("the engine failed inside this run; it is tried again later");
    let until = shared.ports.clock.now() + AFTER_PANIC;
    if let Err(error) = shared.ports.store.park(&lease, &[], until).await {
        tracing::warn!(%error, "could not give the run back");
    }
    Ended::Released
}

/// What expressions see as `run`.
pub(super) fn run_root(run: RunId, started_at: DateTime<Utc>) -> Value {
    json!({ "id": run, "startedAt": started_at.to_rfc3339_opts(SecondsFormat::Millis, true) })
}
