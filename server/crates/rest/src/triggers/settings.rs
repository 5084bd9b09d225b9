use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use rpc::WorkflowSettings;

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// What holds for the workflow's runs, whatever its version.
#[utoipa::path(get, path = "/workflows/{id}/settings", tag = "Workflows", operation_id = "get_settings",
    params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = WorkflowSettings),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
) -> Result<Json<WorkflowSettings>, ApiError> {
    Ok(Json(state.services.triggers.settings(&caller, id).await?))
}

/// Replaces what holds for the workflow's runs. What is left out is as the organisation has it.
#[utoipa::path(put, path = "/workflows/{id}/settings", tag = "Workflows", operation_id = "put_settings",
    request_body = WorkflowSettings, params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = WorkflowSettings),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The settings have faults"),
))]
pub(crate) async fn put(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiJson(settings): ApiJson<WorkflowSettings>,
) -> Result<Json<WorkflowSettings>, ApiError> {
    let kept = state.services.triggers.change_settings(&caller, id, settings).await?;
    Ok(Json(kept))
}
