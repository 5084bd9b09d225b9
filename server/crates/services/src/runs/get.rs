use domain::access::{Caller, Permission};
use domain::id::{RunId, WorkflowVersionId};
use domain::run::{APPROVAL_SIGNAL, CHILD_SIGNAL, LogLine, RunEvent, RunState, StepPath, StepState, StepStatus};
use persistence::TenantTx;
use persistence::runs::{self, ChildRecord};
use ports::RunRef;
use rpc::{AppError, ChildBody, LogBody, RunBody, StepBody};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::signals::resume_path;

const EVENTS_A_READ: u32 = 1_000;
/// Children that are told of.
const MOST_CHILDREN: u32 = 100;

/// See [`rpc::service::RunService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, id: RunId) -> Result<RunBody, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let header = runs::header(&tx, id)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("run"))?;
    let events = all_events(&tx, id).await?;
    let children = runs::children_of(&tx, id, MOST_CHILDREN).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let (parent_run_id, parent_step) = header.parent.unzip();
    let body = RunBody {
        replay_of: header.replay_of,
        parent_run_id,
        parent_step,
        children: children.into_iter().map(child_body).collect(),
        ..run_body(id, header.version, &events)
    };
    Ok(with_resume_paths(context, caller, body))
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
        parent_run_id: None,
        parent_step: None,
        children: Vec::new(),
        output: state.output,
        error: state.error,
        steps: state.steps.into_iter().map(step_body).collect(),
        logs: state.logs.into_iter().map(log_body).collect(),
    }
}

/// Who may start runs may let them go on.
fn with_resume_paths(context: &Context, caller: &Caller, mut body: RunBody) -> RunBody {
    if !caller.may(Permission::RunsWrite) || body.status.is_final() {
        return body;
    }
    let of = RunRef {
        tenant: caller.tenant,
        run: body.id,
    };
    for step in &mut body.steps {
        let is_open = |name: &String| name != APPROVAL_SIGNAL && name != CHILD_SIGNAL;
        if step.awaits.as_ref().is_some_and(is_open) {
            step.resume_path = Some(resume_path(context, of, &step.id));
        }
    }
    body
}

fn child_body(child: ChildRecord) -> ChildBody {
    ChildBody {
        step_id: child.step,
        run_id: child.run,
        workflow_name: child.workflow_name,
        status: child.status,
    }
}

fn step_body((path, state): (StepPath, StepState)) -> StepBody {
    let waits = state.status == StepStatus::Waiting;
    StepBody {
        node_id: path.node().to_owned(),
        status: state.status,
        duration_ms: state.duration_ms(),
        attempts: state.attempts,
        output: state.output,
        error: state.error,
        awaits: state.awaits.filter(|_| waits),
        until: state.until.filter(|_| waits),
        resume_path: None,
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
