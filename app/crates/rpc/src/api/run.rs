//! Runs, for our own pages. Live events come from `/api/v1/runs/{id}/stream`, the same as for API customers.

use domain::id::{RunId, WorkflowId};
use domain::run::RunMode;
use leptos::prelude::*;
use serde_json::Value;

use crate::json::Json;
use crate::{AppError, ListQuery, Page, Replay, RunCounts, RunCreated, RunDetail, RunFilter, RunHeader};

/// Runs the draft as it stands on the server; its version is pinned by a snapshot.
#[server(prefix = "/rpc", endpoint = "runs/start", input = Json, output = Json)]
pub async fn start_run(
    workflow: WorkflowId,
    inputs: Value,
    mode: RunMode,
    idempotency_key: Option<String>,
) -> Result<RunCreated, AppError> {
    use super::context::{answer, request_id, scene};
    let (services, caller) = answer(scene())?;
    let workflow_version_id = answer(services.workflows.snapshot(&caller, workflow).await)?;
    let new = crate::NewRun {
        workflow_version_id,
        inputs,
        idempotency_key,
        mode,
    };
    answer(services.runs.start(&caller, new, "manual", request_id()).await)
}

/// A new run of the same version that begins with recorded results of an old one.
#[server(prefix = "/rpc", endpoint = "runs/replay", input = Json, output = Json)]
pub async fn replay_run(run: RunId, replay: Replay) -> Result<RunCreated, AppError> {
    use super::context::{answer, request_id, scene};
    let (services, caller) = answer(scene())?;
    answer(services.runs.replay(&caller, run, replay, request_id()).await)
}

/// Runs, newest first.
#[server(prefix = "/rpc", endpoint = "runs/list", input = Json, output = Json)]
pub async fn list_runs(filter: RunFilter, query: ListQuery) -> Result<Page<RunHeader>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.runs.list(&caller, &filter, &query).await)
}

/// A run with its document and its journal so far.
#[server(prefix = "/rpc", endpoint = "runs/get", input = Json, output = Json)]
pub async fn get_run(id: RunId) -> Result<RunDetail, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.runs.detail(&caller, id).await)
}

/// Asks for the end of a run.
#[server(prefix = "/rpc", endpoint = "runs/cancel", input = Json, output = Json)]
pub async fn cancel_run(id: RunId) -> Result<(), AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.runs.cancel(&caller, id).await)
}

/// Runs by status, for the dashboard.
#[server(prefix = "/rpc", endpoint = "runs/counts", input = Json, output = Json)]
pub async fn count_runs() -> Result<RunCounts, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.runs.counts(&caller).await)
}
