use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use rpc::{CreatedWorkflow, NewWorkflow};
use serde::Deserialize;
use services::workflows::put_cli_graph;

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

/// `?draft=true`, `?origin=cli`.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CreateQuery {
    /// Keep a graph with faults as a draft.
    #[serde(default)]
    draft: bool,
    /// `cli`: the graph is a file that is only run. It shows in no list, and the same one again is the same version.
    #[param(inline)]
    origin: Option<CreateOrigin>,
}

#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum CreateOrigin {
    Cli,
}

/// Makes a workflow. A valid graph is published as version 1.
#[utoipa::path(post, path = "/workflows", tag = "Workflows", request_body = NewWorkflow, params(CreateQuery), responses(
    (status = 201, body = CreatedWorkflow, headers(("location" = String, description = "The new workflow"))),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The graph has faults"),
))]
pub(crate) async fn create(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<CreateQuery>,
    ApiJson(new): ApiJson<NewWorkflow>,
) -> Result<impl IntoResponse, ApiError> {
    let created = match query.origin {
        Some(CreateOrigin::Cli) => put_cli_graph(&state.context, &caller, &new).await?,
        None => state.services.workflows.create(&caller, new, query.draft).await?,
    };
    let location = format!("/api/v1/workflows/{}", created.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(created)))
}
