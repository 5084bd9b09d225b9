use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::RunId;
use http::{StatusCode, header};
use rpc::{Replay, RunCreated};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, RequestId, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Accepts a new run of the same version that goes on from what this one has recorded. Kept steps are not executed
/// again. The old run stays as it is; its dead letter, if it has one, is replayed.
#[utoipa::path(post, path = "/runs/{id}/replay", tag = "Runs", params(("id" = RunId, Path)), request_body = Replay,
    responses(
    (status = 202, body = RunCreated, headers(("location" = String, description = "The new run"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "The run has not ended, nothing failed in it, or its workflow was deleted"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "There is no such step, or the inputs have faults or don't go with what is kept"),
))]
pub(crate) async fn replay(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
    RequestId(request_id): RequestId,
    ApiJson(replay): ApiJson<Replay>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state.services.runs.replay(&caller, id, replay, request_id).await?;
    let location = format!("/api/v1/runs/{}", created.run_id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(created)))
}
