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
/// A run whose secrets can't be asked for is looked at again after this long.
pub(super) const AFTER_ABSENCE: TimeDelta = TimeDelta::seconds(10);

/// How a run ends that can't even begin.
pub(super) struct End {
    pub(super) status: RunStatus,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl End {
    fn failed(code: &'static str, message: String) -> Self {
        Self {
            status: RunStatus::Failed,
            code,
            message,
        }
    }
}

/// Whether even ending the run from its journal has failed.
pub(super) fn is_hopeless(claimed: &ClaimedRun, max_crashes: u32) -> bool {
    claimed.crashes > max_crashes.saturating_mul(4)
}

pub(super) fn crash_loop(claimed: &ClaimedRun) -> End {
    End {
        status: RunStatus::Dead,
        code: "crash_loop",
        message: format!(
            "The run took its worker down {} times without getting any further.",
            claimed.crashes
        ),
    }
}

pub(super) fn machine(shared: &Shared, claimed: &ClaimedRun, parking: Parking) -> Result<Machine, End> {
    let program = shared
        .programs
        .of(&claimed.spec)
        .map_err(|problems| End::failed("workflow_invalid", faults(&problems)))?;
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
    Machine::new(program, setup, &claimed.events).map_err(|error| End::failed("journal_mismatch", error.to_string()))
}

fn faults(problems: &[Problem]) -> String {
    let first = problems.iter().find(|problem| problem.is_error());
    let first = first
        .map(|problem| format!(": {} {}", problem.path, problem.message))
        .unwrap_or_default();
    format!("The workflow version can't be run{first}")
}

/// Ends a run that can't even begin.
pub(super) async fn refuse(journal: &Journal, claimed: &ClaimedRun, end: End) -> Result<Ended, Ended> {
    let seq = claimed.events.last().map_or(0, |event| event.seq) + 1;
    let error = RunError {
        code: end.code.into(),
        message: end.message,
        step_id: None,
        attempts: 0,
    };
    let kind = EventKind::RunFinished {
        status: end.status,
        output: Value::Null,
        error: Some(error),
    };
    let event = RunEvent {
        seq,
        at: journal.shared.ports.clock.now(),
        kind,
    };
    journal.write(Write::Finish, vec![event]).await?;
    Ok(Ended::Finished(end.status))
}

/// Apex itself failed: the run is put aside for a while rather than taken up again at once. It counts as a crash, so
/// that it is not tried for ever.
pub(super) async fn after_panic(shared: &Shared, lease: Lease) -> Ended {
    tracing::error!("the engine failed inside this run; it is tried again later");
    let until = shared.ports.clock.now() + AFTER_PANIC;
    if let Err(error) = shared.ports.store.put_aside(&lease, until).await {
        tracing::warn!(%error, "could not give the run back");
    }
    Ended::Released
}

/// What expressions see as `run`.
pub(super) fn run_root(run: RunId, started_at: DateTime<Utc>) -> Value {
    json!({ "id": run, "startedAt": started_at.to_rfc3339_opts(SecondsFormat::Millis, true) })
}
