use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use rpc::DeadLetter;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// The dead letter of a run.
#[utoipa::path(get, path = "/dead-letters/{id}", tag = "Dead letters", params(("id" = RunId, Path)), responses(
    (status = 200, body = DeadLetter),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
) -> Result<Json<DeadLetter>, ApiError> {
    Ok(Json(state.services.dead_letters.get(&caller, id).await?))
}
