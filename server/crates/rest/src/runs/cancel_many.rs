use axum::Json;
use axum::extract::State;
use rpc::{BulkAnswer, CancelRuns};

use crate::ApiState;
use crate::extract::{ApiJson, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Asks for the end of many runs: those named, or those that have not ended and fit. At most 10,000 a call. `done` has
/// ended, `accepted` ends as soon as its worker hears of it.
#[utoipa::path(post, path = "/runs/cancel", tag = "Runs", request_body = CancelRuns, responses(
    (status = 200, body = BulkAnswer),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn cancel_many(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiJson(chosen): ApiJson<CancelRuns>,
) -> Result<Json<BulkAnswer>, ApiError> {
    Ok(Json(state.services.runs.cancel_many(&caller, chosen).await?))
}
