use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use rpc::ImportReport;

use super::create::KeepDraft;
use crate::ApiState;
use crate::extract::{ApiQuery, ApiText, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Makes a workflow from a document: the body is the file.
#[utoipa::path(post, path = "/workflows/import", tag = "Workflows", params(KeepDraft),
    request_body = domain::graph::Workflow, responses(
    (status = 201, body = ImportReport, headers(("location" = String, description = "The new workflow"))),
    (status = 413, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The document has faults"),
))]
pub(crate) async fn import(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<KeepDraft>,
    ApiText(text): ApiText,
) -> Result<impl IntoResponse, ApiError> {
    let report = state.services.workflows.import(&caller, &text, query.draft).await?;
    let location = format!("/api/v1/workflows/{}", report.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(report)))
}
