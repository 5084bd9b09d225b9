use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::DeliveryId;
use http::{StatusCode, header};
use rpc::RunCreated;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Runs the workflow's draft with what came to the test address.
#[utoipa::path(post, path = "/deliveries/{id}/run", tag = "Triggers", params(("id" = DeliveryId, Path)), responses(
    (status = 202, body = RunCreated, headers(("location" = String, description = "The run"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "It was no test"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The draft has faults"),
))]
pub(crate) async fn try_delivery(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<DeliveryId>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state.services.triggers.try_delivery(&caller, id).await?;
    let location = format!("/api/v1/runs/{}", created.run_id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(created)))
}
