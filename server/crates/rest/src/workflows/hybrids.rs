//! Workflows that mix steps of programs, models and people, by their older name. They are the same resources: whatever
//! is made under one name is found under the other.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use rpc::{CreatedWorkflow, NewWorkflow, Page, RunCreated, StartRun, WorkflowDetail, WorkflowSummary};

use super::create::CreateQuery;
use super::{create, get, list, run};
use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, ApiQuery, PageQuery, RequestId, Signed};
use crate::problem::{ApiError, ProblemBody};

/// The same as `POST /workflows`.
#[utoipa::path(post, path = "/hybrids", tag = "Workflows", request_body = NewWorkflow, params(CreateQuery), responses(
    (status = 201, body = CreatedWorkflow, headers(("location" = String, description = "The new workflow"))),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The graph has faults"),
))]
pub(crate) async fn create_hybrid(
    state: State<ApiState>,
    caller: Signed,
    query: ApiQuery<CreateQuery>,
    new: ApiJson<NewWorkflow>,
) -> Result<impl IntoResponse, ApiError> {
    create::create(state, caller, query, new).await
}

/// The same as `GET /workflows`.
#[utoipa::path(get, path = "/hybrids", tag = "Workflows", params(PageQuery),
    responses((status = 200, body = Page<WorkflowSummary>)))]
pub(crate) async fn list_hybrids(
    state: State<ApiState>,
    caller: Signed,
    query: ApiQuery<PageQuery>,
) -> Result<Json<Page<WorkflowSummary>>, ApiError> {
    list::list(state, caller, query).await
}

/// The same as `GET /workflows/{id}`.
#[utoipa::path(get, path = "/hybrids/{id}", tag = "Workflows", params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = WorkflowDetail, headers(("etag" = String, description = "The draft's revision"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get_hybrid(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<WorkflowId>,
) -> Result<impl IntoResponse, ApiError> {
    get::get(state, caller, id).await
}

/// The same as `POST /workflows/{id}/run`: runs the current version. What the run asks people is under `/hitl`.
#[utoipa::path(post, path = "/hybrids/{id}/run", tag = "Workflows", request_body = StartRun,
    params(("id" = WorkflowId, Path)), responses(
    (status = 202, body = RunCreated, headers(("location" = String, description = "The run"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The inputs have faults"),
))]
pub(crate) async fn run_hybrid(
    state: State<ApiState>,
    caller: Signed,
    request_id: RequestId,
    id: ApiPath<WorkflowId>,
    start: ApiJson<StartRun>,
) -> Result<impl IntoResponse, ApiError> {
    run::run(state, caller, request_id, id, start).await
}
