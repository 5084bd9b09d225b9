use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use http::{StatusCode, header};
use rpc::{NewTrigger, TriggerMade};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Makes a webhook or a schedule. A webhook's address, and a secret that was made, are in this answer alone.
#[utoipa::path(post, path = "/workflows/{id}/triggers", tag = "Triggers", request_body = NewTrigger,
    params(("id" = WorkflowId, Path)), responses(
    (status = 201, body = TriggerMade, headers(("location" = String, description = "The new trigger"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "50 triggers stand"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The settings have faults"),
))]
pub(crate) async fn create(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiJson(new): ApiJson<NewTrigger>,
) -> Result<impl IntoResponse, ApiError> {
    let made = state.services.triggers.create(&caller, id, new).await?;
    let location = format!("/api/v1/triggers/{}", made.trigger.id);
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::CREATED, headers, Json(made)))
}
