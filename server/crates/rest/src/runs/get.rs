use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use rpc::RunBody;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// A run with its steps and logs.
#[utoipa::path(get, path = "/runs/{id}", tag = "Runs", params(("id" = RunId, Path)), responses(
    (status = 200, body = RunBody),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
) -> Result<Json<RunBody>, ApiError> {
    Ok(Json(state.services.runs.get(&caller, id).await?))
}

/// The same as `/runs/{id}`.
#[utoipa::path(get, path = "/workflow-runs/{id}", tag = "Runs", params(("id" = RunId, Path)), responses(
    (status = 200, body = RunBody),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get_workflow_run(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<RunId>,
) -> Result<Json<RunBody>, ApiError> {
    get(state, caller, id).await
}
