//! Workers and pools.

use axum::Json;
use axum::extract::State;
use rpc::Workers;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::extract::Signed;
use crate::problem::ApiError;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The workers that are alive, their pools, and what waits for each pool. For administrators.
#[utoipa::path(get, path = "/workers", tag = "Workers", responses((status = 200, body = Workers)))]
pub(crate) async fn list(State(state): State<ApiState>, Signed(caller): Signed) -> Result<Json<Workers>, ApiError> {
    Ok(Json(state.services.workers.list(&caller).await?))
}
