use axum::Json;
use axum::extract::State;
use domain::id::TriggerId;
use rpc::Trigger;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// A trigger; a schedule with its next five times.
#[utoipa::path(get, path = "/triggers/{id}", tag = "Triggers", params(("id" = TriggerId, Path)), responses(
    (status = 200, body = Trigger),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn get(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<TriggerId>,
) -> Result<Json<Trigger>, ApiError> {
    Ok(Json(state.services.triggers.get(&caller, id).await?))
}
