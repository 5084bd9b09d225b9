use axum::Json;
use axum::extract::State;
use domain::id::ApprovalId;
use rpc::Approval;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// One question.
#[utoipa::path(get, path = "/hitl/{id}", tag = "Approvals", params(("id" = ApprovalId, Path)), responses(
    (status = 200, body = Approval),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<ApprovalId>,
) -> Result<Json<Approval>, ApiError> {
    Ok(Json(state.services.approvals.get(&caller, id).await?))
}
