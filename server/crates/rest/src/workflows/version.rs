use axum::Json;
use axum::extract::State;
use domain::id::WorkflowVersionId;
use rpc::VersionDetail;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// One version with its document.
#[utoipa::path(get, path = "/workflow-versions/{id}", tag = "Workflows", params(("id" = WorkflowVersionId, Path)), responses(
    (status = 200, body = VersionDetail),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn version(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowVersionId>,
) -> Result<Json<VersionDetail>, ApiError> {
    Ok(Json(state.services.workflows.version(&caller, id).await?))
}
