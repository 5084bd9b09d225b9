use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::TriggerId;
use http::header;
use rpc::{RotateTrigger, TriggerMade};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Gives a webhook another address, or another secret. The old address is dead at once, the old secret after a day.
#[utoipa::path(post, path = "/triggers/{id}/rotate", tag = "Triggers", request_body = RotateTrigger,
    params(("id" = TriggerId, Path)), responses(
    (status = 200, body = TriggerMade),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "It has none"),
))]
pub(crate) async fn rotate(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<TriggerId>,
    ApiJson(wish): ApiJson<RotateTrigger>,
) -> Result<impl IntoResponse, ApiError> {
    let made = state.services.triggers.rotate(&caller, id, wish.what).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(made)))
}
