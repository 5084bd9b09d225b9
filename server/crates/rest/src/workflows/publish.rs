use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use rpc::{PublishRequest, PublishedVersion};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Makes the draft the next version, which never changes.
#[utoipa::path(post, path = "/workflows/{id}/publish", tag = "Workflows", request_body = PublishRequest,
    params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = PublishedVersion),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The draft has faults"),
))]
pub(crate) async fn publish(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiJson(request): ApiJson<PublishRequest>,
) -> Result<Json<PublishedVersion>, ApiError> {
    Ok(Json(state.services.workflows.publish(&caller, id, request).await?))
}
