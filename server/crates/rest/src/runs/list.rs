use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use domain::run::RunStatus;
use rpc::{Page, RunFilter, RunHeader};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?status=&workflowId=&page=&pageSize=&q=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsQuery {
    /// Only runs with this status.
    status: Option<RunStatus>,
    /// Only runs of this workflow.
    workflow_id: Option<WorkflowId>,
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
        page,
        page_size,
        q,
    } = query;
    let list = PageQuery { page, page_size, q }.checked()?;
    Ok(Json(
        state
            .services
            .runs
            .list(&caller, &RunFilter { status, workflow_id }, &list)
            .await?,
    ))
}
