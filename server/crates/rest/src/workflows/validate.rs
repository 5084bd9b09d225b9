use axum::Json;
use axum::extract::State;
use rpc::Validation;
use serde_json::Value;

use crate::ApiState;
use crate::extract::{ApiText, Signed, read, repeated_keys};
use crate::problem::{ApiError, ProblemBody};

/// All problems of a graph, each with its path, code and hint. Nothing is stored and nothing runs.
#[utoipa::path(post, path = "/workflows/validate", tag = "Workflows", request_body = domain::graph::Workflow, responses(
    (status = 200, body = Validation),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The body is not JSON"),
))]
pub(crate) async fn validate(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiText(text): ApiText,
) -> Result<Json<Validation>, ApiError> {
    let graph: Value = read(&text)?;
    let mut validation = state.services.workflows.validate(&caller, &graph).await?;
    let repeated = repeated_keys(&text);
    validation.valid &= repeated.is_empty();
    validation.problems.splice(0..0, repeated);
    Ok(Json(validation))
}
