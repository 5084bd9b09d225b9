//! Why runs fail.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::id::WorkflowId;
use rpc::{FailureQuery, FailureReport};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::extract::{ApiQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(report))
}

/// `?from=&to=&workflowId=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FailuresQuery {
    /// Runs accepted from then on, to the hour or day; a week before `to` without it. At most 92 days.
    from: Option<DateTime<Utc>>,
    /// Runs accepted before; now without it.
    to: Option<DateTime<Utc>>,
    /// Only runs of this workflow.
    workflow_id: Option<WorkflowId>,
}

/// The most frequent causes of failed runs, by workflow, node and code, with their trend.
#[utoipa::path(get, path = "/failures", tag = "Failures", params(FailuresQuery), responses(
    (status = 200, body = FailureReport),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn report(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<FailuresQuery>,
) -> Result<Json<FailureReport>, ApiError> {
    let query = FailureQuery {
        from: query.from,
        to: query.to,
        hours: None,
        workflow_id: query.workflow_id,
    };
    Ok(Json(state.services.failures.report(&caller, &query).await?))
}
