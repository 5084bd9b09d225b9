use axum::Json;
use axum::extract::State;
use domain::id::{DeliveryId, TriggerId};
use rpc::{Delivery, Page};

use crate::ApiState;
use crate::extract::{ApiPath, ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// What came to a webhook, newest first: each delivery of the last 24 hours that started a run, and of tests and refused
/// ones the newest 20.
#[utoipa::path(get, path = "/triggers/{id}/deliveries", tag = "Triggers",
    params(("id" = TriggerId, Path), PageQuery), responses(
    (status = 200, body = Page<Delivery>),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn deliveries(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<TriggerId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<Delivery>>, ApiError> {
    let page = state
        .services
        .triggers
        .deliveries(&caller, id, &query.checked()?)
        .await?;
    Ok(Json(page))
}

/// One delivery; a test with its event.
#[utoipa::path(get, path = "/deliveries/{id}", tag = "Triggers", params(("id" = DeliveryId, Path)), responses(
    (status = 200, body = Delivery),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn delivery(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<DeliveryId>,
) -> Result<Json<Delivery>, ApiError> {
    Ok(Json(state.services.triggers.delivery(&caller, id).await?))
}
