use axum::extract::State;
use domain::id::RunId;
use http::StatusCode;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Asks for the end of a run. Steps under way are aborted; what they did stays done.
#[utoipa::path(post, path = "/runs/{id}/cancel", tag = "Runs", params(("id" = RunId, Path)), responses(
    (status = 202, description = "The run ends as soon as its worker hears of it"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The run has ended"),
))]
pub(crate) async fn cancel(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
) -> Result<StatusCode, ApiError> {
    state.services.runs.cancel(&caller, id).await?;
    Ok(StatusCode::ACCEPTED)
}
