use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use rpc::BulkAnswer;
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiJson, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Which letters are opened again.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReopenLetters {
    /// These runs, at most 1,000.
    run_ids: Vec<RunId>,
}

/// Takes the discarding of dead letters back, each by itself.
#[utoipa::path(post, path = "/dead-letters/reopen", tag = "Dead letters", request_body = ReopenLetters, responses(
    (status = 200, body = BulkAnswer),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn reopen(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiJson(letters): ApiJson<ReopenLetters>,
) -> Result<Json<BulkAnswer>, ApiError> {
    Ok(Json(
        state.services.dead_letters.reopen(&caller, letters.run_ids).await?,
    ))
}
