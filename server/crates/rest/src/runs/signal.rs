use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use http::StatusCode;
use rpc::{NewSignal, SignalSent};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Says something to a run. The step that waits for a signal of this name goes on with the payload as its output; a
/// signal that comes before the step is kept for it. Asking again with the same `id` changes nothing.
#[utoipa::path(post, path = "/runs/{id}/signals", tag = "Runs", params(("id" = RunId, Path)), request_body = NewSignal,
    responses(
    (status = 202, body = SignalSent),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "The run has ended, holds as many signals as it may, or the id was used for something else"),
    (status = 413, body = ProblemBody, content_type = "application/problem+json",
        description = "The payload is larger than 64 KiB"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The name is no name"),
))]
pub(crate) async fn signal(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
    ApiJson(signal): ApiJson<NewSignal>,
) -> Result<(StatusCode, Json<SignalSent>), ApiError> {
    let sent = state.services.signals.send(&caller, id, signal).await?;
    Ok((StatusCode::ACCEPTED, Json(sent)))
}
