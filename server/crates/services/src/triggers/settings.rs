use domain::access::{Caller, Permission};
use domain::id::WorkflowId;
use domain::problem::Problem;
use persistence::workflow_settings::{self as store, WorkflowSettings as Stored};
use persistence::{TenantTx, workflows};
use rpc::{AppError, RunLane, WorkflowSettings};

use super::check::standing;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

const MAX_AT_ONCE: u32 = 10_000;
const MAX_DAYS: u32 = 3_650;
const MAX_POOL_CHARS: usize = 64;

/// See [`rpc::service::TriggerService::settings`].
pub(super) async fn get(
    context: &Context,
    caller: &Caller,
    workflow: WorkflowId,
) -> Result<WorkflowSettings, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    standing(&tx, workflow).await?;
    let stored = store::get(&tx, workflow).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(shown(stored))
}

/// See [`rpc::service::TriggerService::change_settings`].
pub(super) async fn put(
    context: &Context,
    caller: &Caller,
    workflow: WorkflowId,
    settings: WorkflowSettings,
) -> Result<WorkflowSettings, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    standing(&tx, workflow).await?;
    let mut problems = out_of_bounds(&settings);
    problems.extend(unusable_error_workflow(&tx, workflow, settings.error_workflow_id).await?);
    if !problems.is_empty() {
        let message = "The settings can't be kept like this.";
        return Err(AppError::invalid("invalid_settings", message, problems));
    }
    store::put(&tx, workflow, stored(&settings)).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(settings)
}

fn out_of_bounds(settings: &WorkflowSettings) -> Vec<Problem> {
    let mut problems = Vec::new();
    let numbers = [
        ("/maxConcurrentRuns", settings.max_concurrent_runs, MAX_AT_ONCE),
        ("/retentionDays", settings.retention_days, MAX_DAYS),
    ];
    for (path, number, most) in numbers {
        if number.is_some_and(|number| !(1..=most).contains(&number)) {
            problems.push(Problem::error(path, "out_of_range", format!("1 to {most}")));
        }
    }
    if settings.pool.as_deref().is_some_and(|pool| !is_pool(pool)) {
        let message = "a pool's name has 1 to 64 lower-case letters, digits and hyphens";
        problems.push(Problem::error("/pool", "bad_name", message));
    }
    problems
}

fn is_pool(name: &str) -> bool {
    (1..=MAX_POOL_CHARS).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

async fn unusable_error_workflow(
    tx: &TenantTx,
    workflow: WorkflowId,
    wanted: Option<WorkflowId>,
) -> Result<Option<Problem>, AppError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let refuse = |message| Some(Problem::error("/errorWorkflowId", "bad_error_workflow", message));
    if wanted == workflow {
        return Ok(refuse(
            "a workflow can't be told of its own failure: choose another one",
        ));
    }
    let found = workflows::get(tx, wanted).await.map_err(from_db)?;
    let stands = found.is_some_and(|found| found.summary.archived_at.is_none());
    Ok(if stands {
        None
    } else {
        refuse("there is no such workflow in this organisation")
    })
}

fn shown(stored: Stored) -> WorkflowSettings {
    let number = |number: Option<i32>| number.map(i32::unsigned_abs);
    WorkflowSettings {
        max_concurrent_runs: number(stored.max_concurrent_runs),
        error_workflow_id: stored.error_workflow,
        pool: stored.pool,
        lane: stored.lane.and_then(lane),
        retention_days: number(stored.retention_days),
    }
}

fn stored(settings: &WorkflowSettings) -> Stored {
    let number = |number: Option<u32>| number.and_then(|number| i32::try_from(number).ok());
    Stored {
        max_concurrent_runs: number(settings.max_concurrent_runs),
        error_workflow: settings.error_workflow_id,
        pool: settings.pool.clone(),
        lane: settings.lane.map(|lane| match lane {
            RunLane::Interactive => 0,
            RunLane::Normal => 1,
            RunLane::Bulk => 2,
        }),
        retention_days: number(settings.retention_days),
    }
}

fn lane(number: i16) -> Option<RunLane> {
    match number {
        0 => Some(RunLane::Interactive),
        1 => Some(RunLane::Normal),
        2 => Some(RunLane::Bulk),
        _unknown => None,
    }
}
