use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use http::{StatusCode, header};
use rpc::{RunCreated, StartRun};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, RequestId, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Runs the workflow's current version.
#[utoipa::path(post, path = "/workflows/{id}/run", tag = "Workflows", request_body = StartRun,
    params(("id" = WorkflowId, Path)), responses(
    (status = 202, body = RunCreated, headers(("location" = String, description = "The run"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The inputs have faults"),
))]
pub(crate) async fn run(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    RequestId(request_id): RequestId,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiJson(start): ApiJson<StartRun>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state
        .services
        .runs
        .start_current(&caller, id, start, "api", request_id)
        .await?;
    let location = format!("/api/v1/runs/{}", created.run_id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(created)))
}
