use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::id::WorkflowId;
use http::{HeaderMap, header};
use rpc::{SaveDraft, WorkflowDetail};

use super::revision::{etag, if_match};
use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Saves the draft. It may be incomplete, but must have the right shape.
#[utoipa::path(put, path = "/workflows/{id}", tag = "Workflows", request_body = SaveDraft,
    params(("id" = WorkflowId, Path), ("If-Match" = String, Header, description = "ETag of the draft that was changed, or *")),
    responses(
    (status = 200, body = WorkflowDetail, headers(("etag" = String, description = "The draft's new revision"))),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, body = ProblemBody, content_type = "application/problem+json", description = "Changed meanwhile"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 428, body = ProblemBody, content_type = "application/problem+json", description = "`If-Match` is missing"),
))]
pub(crate) async fn save(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<SaveDraft>,
) -> Result<impl IntoResponse, ApiError> {
    let expected = if_match(&headers)?;
    let saved = state
        .services
        .workflows
        .save_draft(&caller, id, draft, expected)
        .await?;
    let mut detail = state.services.workflows.get(&caller, id).await?;
    // somebody may have saved since: the tag is that of this caller's work, so that the next save can't overwrite theirs
    detail.revision = saved.revision;
    Ok(([(header::ETAG, etag(detail.revision))], Json(detail)))
}
