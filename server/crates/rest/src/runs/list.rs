use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use domain::run::RunStatus;
use rpc::{Page, RunFilter, RunHeader};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?status=&workflowId=&trigger=&children=&page=&pageSize=&q=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsQuery {
    /// Only runs with this status.
    status: Option<RunStatus>,
    /// Only runs of this workflow.
    workflow_id: Option<WorkflowId>,
    /// Only runs that this has started: `manual`, `api`, `cli`, `schedule`, `webhook`, `retry`, `error`, `sub_workflow`,
    /// `replay`.
    #[param(max_length = 40)]
    trigger: Option<String>,
    /// `false` leaves out runs that steps of other runs have started.
    #[param(default = true)]
    children: Option<bool>,
    /// Page, from 1.
    #[param(minimum = 1, default = 1)]
    page: Option<u32>,
    /// Items of a page, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Part of the workflow's name.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Runs, newest first.
#[utoipa::path(get, path = "/runs", tag = "Runs", params(RunsQuery), responses(
    (status = 200, body = Page<RunHeader>),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<RunsQuery>,
) -> Result<Json<Page<RunHeader>>, ApiError> {
    let RunsQuery {
        status,
        workflow_id,
        trigger,
        children,
        page,
        page_size,
        q,
    } = query;
    let list = PageQuery { page, page_size, q }.checked()?;
    let filter = RunFilter {
        status,
        workflow_id,
        trigger,
        without_children: children == Some(false),
    };
    Ok(Json(state.services.runs.list(&caller, &filter, &list).await?))
}
