use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::TriggerId;
use http::header;
use rpc::{TriggerChange, TriggerMade};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Changes a trigger. What is left out stays; `webhook` and `schedule` are replaced as a whole.
#[utoipa::path(patch, path = "/triggers/{id}", tag = "Triggers", request_body = TriggerChange,
    params(("id" = TriggerId, Path)), responses(
    (status = 200, body = TriggerMade),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The settings have faults"),
))]
pub(crate) async fn update(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<TriggerId>,
    ApiJson(change): ApiJson<TriggerChange>,
) -> Result<impl IntoResponse, ApiError> {
    let made = state.services.triggers.update(&caller, id, change).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(made)))
}
