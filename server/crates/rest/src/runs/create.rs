use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use rpc::{NewRun, RunCreated};

use crate::ApiState;
use crate::extract::{ApiJson, RequestId, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Accepts a run. It is stored before this answers; a worker takes it from there.
#[utoipa::path(post, path = "/runs", tag = "Runs", request_body = NewRun, responses(
    (status = 202, body = RunCreated, headers(("location" = String, description = "The run"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such version"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "The idempotency key was used with another body"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The inputs have faults"),
))]
pub(crate) async fn create(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewRun>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state.services.runs.start(&caller, new, "api", request_id).await?;
    let location = format!("/api/v1/runs/{}", created.run_id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(created)))
}
