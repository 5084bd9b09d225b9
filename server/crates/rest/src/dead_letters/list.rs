use axum::Json;
use axum::extract::State;
use domain::id::WorkflowId;
use rpc::{DeadLetter, DeadLetterFilter, DeadLetterState, Page};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?state=&workflowId=&code=&page=&pageSize=&q=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeadLettersQuery {
    /// Only letters in this state; all without it.
    state: Option<DeadLetterState>,
    /// Only letters of this workflow.
    workflow_id: Option<WorkflowId>,
    /// Only letters with this cause.
    #[param(max_length = 200)]
    code: Option<String>,
    /// Page, from 1.
    #[param(minimum = 1, default = 1)]
    page: Option<u32>,
    /// Items of a page, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Part of the workflow's name or of the message, or a whole run id.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Dead letters, newest first.
#[utoipa::path(get, path = "/dead-letters", tag = "Dead letters", params(DeadLettersQuery), responses(
    (status = 200, body = Page<DeadLetter>),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<DeadLettersQuery>,
) -> Result<Json<Page<DeadLetter>>, ApiError> {
    let page = PageQuery {
        page: query.page,
        page_size: query.page_size,
        q: query.q,
    };
    let filter = DeadLetterFilter {
        workflow_id: query.workflow_id,
        code: query.code,
        state: query.state,
    };
    let list = page.checked()?;
    Ok(Json(state.services.dead_letters.list(&caller, &filter, &list).await?))
}
