use axum::Json;
use axum::extract::State;
use domain::id::{RunId, WorkflowId};
use rpc::{Approval, ApprovalFilter, ApprovalState, Page};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiQuery, PageQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?state=&workflowId=&runId=&page=&pageSize=&q=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApprovalsQuery {
    /// Only questions in this state.
    #[serde(default = "pending")]
    #[param(default = "pending")]
    state: Wanted,
    /// Only questions of this workflow.
    workflow_id: Option<WorkflowId>,
    /// Only questions of this run.
    run_id: Option<RunId>,
    /// Page, from 1.
    #[param(minimum = 1, default = 1)]
    page: Option<u32>,
    /// Items of a page, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: Option<u32>,
    /// Part of the question or of the workflow's name, or a whole run id.
    #[param(max_length = 200)]
    q: Option<String>,
}

/// Which states are meant.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    /// What waits for a decision.
    Pending,
    /// What was approved.
    Approved,
    /// What was rejected.
    Rejected,
    /// What nobody decided in time.
    Expired,
    /// What the end of its run has overtaken.
    Cancelled,
    /// All of them.
    All,
}

const fn pending() -> Wanted {
    Wanted::Pending
}

impl Wanted {
    fn states(self) -> Vec<ApprovalState> {
        match self {
            Self::Pending => vec![ApprovalState::Pending],
            Self::Approved => vec![ApprovalState::Approved],
            Self::Rejected => vec![ApprovalState::Rejected],
            Self::Expired => vec![ApprovalState::Expired],
            Self::Cancelled => vec![ApprovalState::Cancelled],
            Self::All => Vec::new(),
        }
    }
}

/// What runs ask people: what waits for a decision, the oldest first; anything else, the newest first.
#[utoipa::path(get, path = "/hitl", tag = "Approvals", params(ApprovalsQuery), responses(
    (status = 200, body = Page<Approval>),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiQuery(query): ApiQuery<ApprovalsQuery>,
) -> Result<Json<Page<Approval>>, ApiError> {
    let page = PageQuery {
        page: query.page,
        page_size: query.page_size,
        q: query.q,
    };
    let filter = ApprovalFilter {
        states: query.state.states(),
        workflow_id: query.workflow_id,
        run_id: query.run_id,
    };
    let list = page.checked()?;
    Ok(Json(state.services.approvals.list(&caller, &filter, &list).await?))
}
