use axum::Json;
use axum::extract::State;
use rpc::{Page, WorkflowSummary};

use crate::ApiState;
use crate::extract::{ApiQuery, PageQuery, Signed};
use crate::problem::ApiError;

/// The organisation's workflows, newest change first.
#[utoipa::path(get, path = "/workflows", tag = "Workflows", params(PageQuery),
    responses((status = 200, body = Page<WorkflowSummary>)))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<WorkflowSummary>>, ApiError> {
    Ok(Json(state.services.workflows.list(&caller, &query.checked()?).await?))
}
