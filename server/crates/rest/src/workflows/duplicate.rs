use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use http::{StatusCode, header};
use rpc::CreatedWorkflow;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// A copy of the draft with a new name.
#[utoipa::path(post, path = "/workflows/{id}/duplicate", tag = "Workflows", params(("id" = WorkflowId, Path)), responses(
    (status = 201, body = CreatedWorkflow, headers(("location" = String, description = "The new workflow"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn duplicate(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state.services.workflows.duplicate(&caller, id).await?;
    let location = format!("/api/v1/workflows/{}", created.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(created)))
}
