use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use rpc::Trigger;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// The workflow's triggers, oldest first. A workflow has 50 at most.
#[utoipa::path(get, path = "/workflows/{id}/triggers", tag = "Triggers", params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = Vec<Trigger>),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
) -> Result<Json<Vec<Trigger>>, ApiError> {
    Ok(Json(state.services.triggers.list(&caller, id).await?))
}
