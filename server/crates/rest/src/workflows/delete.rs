use axum::extract::State;
use domain::id::WorkflowId;
use http::StatusCode;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Puts the workflow away. Its runs stay.
#[utoipa::path(delete, path = "/workflows/{id}", tag = "Workflows", params(("id" = WorkflowId, Path)), responses(
    (status = 204),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn delete(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
) -> Result<StatusCode, ApiError> {
    state.services.workflows.delete(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
