use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use rpc::{CreatedWorkflow, NewWorkflow};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiJson, ApiQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?draft=true`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeepDraft {
    /// Keep a graph with faults as a draft.
    #[serde(default)]
    pub(crate) draft: bool,
}

/// Makes a workflow. A valid graph is published as version 1.
#[utoipa::path(post, path = "/workflows", tag = "Workflows", request_body = NewWorkflow, params(KeepDraft), responses(
    (status = 201, body = CreatedWorkflow, headers(("location" = String, description = "The new workflow"))),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The graph has faults"),
))]
pub(crate) async fn create(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<KeepDraft>,
    ApiJson(new): ApiJson<NewWorkflow>,
) -> Result<impl IntoResponse, ApiError> {
    let created = state.services.workflows.create(&caller, new, query.draft).await?;
    let location = format!("/api/v1/workflows/{}", created.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(created)))
}
