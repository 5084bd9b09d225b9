//! What a trigger must be before it is kept.

use chrono::{DateTime, Utc};
use domain::id::{TriggerId, WorkflowId};
use domain::inputs::input_specs;
use domain::limits::MAX_NAME_CHARS;
use domain::problem::Problem;
use domain::trigger::{ScheduleConfig, WebhookConfig};
use persistence::workflows;
use persistence::{TenantTx, triggers};
use rpc::AppError;

use super::fire::schedule_inputs;
use super::timetable::Timetable;
use crate::error::from_db;
use crate::runs::checked_inputs;

/// Most triggers of a workflow.
const MAX_TRIGGERS: u64 = 50;

/// 422 with these problems, if there are any.
pub(super) fn refuse(problems: Vec<Problem>) -> Result<(), AppError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(AppError::invalid(
        "invalid_trigger",
        "The trigger can't be kept like this.",
        problems,
    ))
}

/// The name without blanks around it.
pub(super) fn name(given: &str) -> Result<String, AppError> {
    let name = given.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.contains(char::is_control) {
        let message = format!("a name has 1 to {MAX_NAME_CHARS} characters on one line");
        refuse(vec![Problem::error("/name", "bad_name", message)])?;
    }
    Ok(name.to_owned())
}

/// A webhook's settings.
pub(super) fn webhook(config: &WebhookConfig) -> Result<(), AppError> {
    let problems = config.problems();
    refuse(problems.into_iter().map(|problem| problem.under("/webhook")).collect())
}

/// A schedule's settings; gives its timetable. The inputs are held against the published version, if there is one.
pub(super) async fn schedule(
    tx: &TenantTx,
    workflow: WorkflowId,
    trigger: TriggerId,
    config: &ScheduleConfig,
    now: DateTime<Utc>,
) -> Result<Timetable, AppError> {
    let table = timetable(&config.cron, &config.timezone, "/schedule", now)?;
    if let Some(version) = workflows::latest_version(tx, workflow).await.map_err(from_db)? {
        let inputs = schedule_inputs(&input_specs(&version.document), trigger, config, now);
        checked_inputs(&version.document, &inputs).map_err(|error| AppError {
            problems: error
                .problems
                .into_iter()
                .map(|problem| problem.under("/schedule"))
                .collect(),
            ..error
        })?;
    }
    Ok(table)
}

/// A timetable that comes round at least once more.
pub(super) fn timetable(cron: &str, zone: &str, under: &str, now: DateTime<Utc>) -> Result<Timetable, AppError> {
    let below = |problems: Vec<Problem>| problems.into_iter().map(|problem| problem.under(under)).collect();
    let table = match Timetable::read(cron, zone) {
        Ok(table) => table,
        Err(problems) => {
            refuse(below(problems))?;
            return Err(AppError::internal());
        }
    };
    if table.after(now).is_none() {
        let problem = Problem::error(
            "/cron",
            "never_fires",
            "no day fits the pattern: it would never start anything",
        )
        .hint("February has no 30th, and April, June, September and November no 31st.");
        refuse(below(vec![problem]))?;
    }
    Ok(table)
}

/// Whether the workflow is there and may get another trigger.
pub(super) async fn has_place(tx: &TenantTx, workflow: WorkflowId) -> Result<(), AppError> {
    standing(tx, workflow).await?;
    if triggers::count(tx, workflow).await.map_err(from_db)? >= MAX_TRIGGERS {
        let message = format!("The workflow has {MAX_TRIGGERS} triggers already. Delete one that is not needed.");
        return Err(AppError::conflict("too_many_triggers", message));
    }
    Ok(())
}

/// 404 unless the workflow is there and was not put away.
pub(super) async fn standing(tx: &TenantTx, workflow: WorkflowId) -> Result<(), AppError> {
    let record = workflows::get(tx, workflow).await.map_err(from_db)?;
    record
        .filter(|record| record.summary.archived_at.is_none())
        .map(drop)
        .ok_or_else(|| AppError::not_found("workflow"))
}
