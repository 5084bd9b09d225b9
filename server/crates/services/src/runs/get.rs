use domain::access::{Caller, Permission};
use domain::id::{RunId, WorkflowVersionId};
use domain::run::{LogLine, RunEvent, RunState, StepPath, StepState};
use persistence::TenantTx;
use persistence::runs;
use rpc::{AppError, LogBody, RunBody, StepBody};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

const EVENTS_A_READ: u32 = 1_000;

/// See [`rpc::service::RunService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, id: RunId) -> Result<RunBody, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let header = runs::header(&tx, id)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("run"))?;
    let events = all_events(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(RunBody {
        replay_of: header.replay_of,
        ..run_body(id, header.version, &events)
    })
}

/// The whole journal of a run.
pub(super) async fn all_events(tx: &TenantTx, id: RunId) -> Result<Vec<RunEvent>, AppError> {
    let mut events: Vec<RunEvent> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.seq);
        let part = runs::events(tx, id, after, EVENTS_A_READ).await.map_err(from_db)?;
        let done = part.len() < EVENTS_A_READ as usize;
        events.extend(part);
        if done {
            return Ok(events);
        }
    }
}

/// A run as `GET /runs/{id}` gives it, folded from its journal.
#[must_use]
pub fn run_body(id: RunId, version: WorkflowVersionId, events: &[RunEvent]) -> RunBody {
    let state = RunState::from_events(events);
    RunBody {
        id,
        status: state.status,
        started_at: state.started_at,
        finished_at: state.finished_at,
        workflow_version_id: version,
        // the journal doesn't say
        replay_of: None,
        output: state.output,
        error: state.error,
        steps: state.steps.into_iter().map(step_body).collect(),
        logs: state.logs.into_iter().map(log_body).collect(),
    }
}

fn step_body((path, state): (StepPath, StepState)) -> StepBody {
    StepBody {
        node_id: path.node().to_owned(),
        status: state.status,
        duration_ms: state.duration_ms(),
        attempts: state.attempts,
        output: state.output,
        error: state.error,
        id: path,
    }
}

fn log_body(line: LogLine) -> LogBody {
    LogBody {
        ts: line.at,
        level: line.level,
        msg: line.message,
        step_id: line.step,
    }
}
