use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use rpc::{Page, VersionSummary};

use crate::ApiState;
use crate::extract::{ApiPath, ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Published versions, newest first.
#[utoipa::path(get, path = "/workflows/{id}/versions", tag = "Workflows",
    params(("id" = WorkflowId, Path), PageQuery), responses(
    (status = 200, body = Page<VersionSummary>),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn versions(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Json<Page<VersionSummary>>, ApiError> {
    Ok(Json(
        state
            .services
            .workflows
            .versions(&caller, id, &query.checked()?)
            .await?,
    ))
}
