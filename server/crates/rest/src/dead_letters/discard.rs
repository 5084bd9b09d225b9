use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use rpc::DeadLetter;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Lets a dead letter go. The run stays as it is. Asking again changes nothing.
#[utoipa::path(post, path = "/dead-letters/{id}/discard", tag = "Dead letters", params(("id" = RunId, Path)), responses(
    (status = 200, body = DeadLetter),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "It was replayed before"),
))]
pub(crate) async fn discard(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
) -> Result<Json<DeadLetter>, ApiError> {
    Ok(Json(state.services.dead_letters.discard(&caller, id).await?))
}
