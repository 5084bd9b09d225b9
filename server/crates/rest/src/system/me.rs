use axum::Json;
use axum::extract::State;
use rpc::Me;

use crate::ApiState;
use crate::extract::Signed;
use crate::problem::{ApiError, ProblemBody};

/// The caller: user or key, memberships, active organisation, scopes.
#[utoipa::path(get, path = "/me", tag = "System", responses(
    (status = 200, body = Me),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn me(State(state): State<ApiState>, Signed(caller): Signed) -> Result<Json<Me>, ApiError> {
    Ok(Json(state.services.session.me(&caller).await?))
}
