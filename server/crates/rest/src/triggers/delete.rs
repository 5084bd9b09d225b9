use axum::extract::State;
use domain::id::TriggerId;
use http::StatusCode;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Ends the trigger. Runs that it started stay.
#[utoipa::path(delete, path = "/triggers/{id}", tag = "Triggers", params(("id" = TriggerId, Path)), responses(
    (status = 204),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn delete(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<TriggerId>,
) -> Result<StatusCode, ApiError> {
    state.services.triggers.delete(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
