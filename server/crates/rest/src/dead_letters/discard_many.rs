use axum::Json;
use axum::extract::State;
use rpc::{BulkAnswer, ChosenLetters};

use crate::ApiState;
use crate::extract::{ApiJson, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Lets many dead letters go, each by itself: those named, or open ones that fit. At most 1,000 a call.
#[utoipa::path(post, path = "/dead-letters/discard", tag = "Dead letters", request_body = ChosenLetters, responses(
    (status = 200, body = BulkAnswer),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn discard_many(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiJson(chosen): ApiJson<ChosenLetters>,
) -> Result<Json<BulkAnswer>, ApiError> {
    Ok(Json(state.services.dead_letters.discard_many(&caller, chosen).await?))
}
