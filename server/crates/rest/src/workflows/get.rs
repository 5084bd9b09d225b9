use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use http::header;
use rpc::WorkflowDetail;

use super::revision::etag;
use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// A workflow with its draft. The `ETag` is the draft's revision.
#[utoipa::path(get, path = "/workflows/{id}", tag = "Workflows", params(("id" = WorkflowId, Path)), responses(
    (status = 200, body = WorkflowDetail, headers(("etag" = String, description = "The draft's revision"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
) -> Result<impl IntoResponse, ApiError> {
    let detail = state.services.workflows.get(&caller, id).await?;
    Ok(([(header::ETAG, etag(detail.revision))], Json(detail)))
}
