//! What runs ask people, and how they decide.

use chrono::{DateTime, Utc};
use domain::id::{ApprovalId, RunId, WorkflowId};
use domain::run::StepPath;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Waits for a decision.
    Pending,
    /// Somebody said yes.
    Approved,
    /// Somebody said no.
    Rejected,
    /// Nobody decided in time.
    Expired,
    /// The run ended first.
    Cancelled,
}

impl ApprovalState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The word used in the database, the API and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What a run asks people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// The run that asks.
    pub run_id: RunId,
    /// The step that asks.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step_id: StepPath,
    /// The run's workflow.
    pub workflow_id: WorkflowId,
    /// The workflow's name now.
    pub workflow_name: String,
    /// The question in one line.
    pub title: String,
    /// What there is to know before deciding.
    pub message: String,
    /// Who is asked: e-mail addresses or roles; everybody who may start runs when empty.
    pub assignees: Vec<String>,
    /// JSON Schema of the answer; null asks for none.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub fields: Value,
    /// Where it stands.
    pub state: ApprovalState,
    /// When it was asked.
    pub requested_at: DateTime<Utc>,
    /// Until when it can be answered; none for ever.
    pub due_at: Option<DateTime<Utc>>,
    /// When others are asked too, unless it is decided before.
    pub escalate_at: Option<DateTime<Utc>>,
    /// Who they are.
    pub escalate_to: Vec<String>,
    /// When they were.
    pub escalated_at: Option<DateTime<Utc>>,
    /// Whether the caller may decide it: is asked, and it is open.
    pub may_decide: bool,
    /// When it was decided, or over without a decision.
    pub decided_at: Option<DateTime<Utc>>,
    /// The e-mail address of who decided, or the name of the key.
    pub decided_by: Option<String>,
    /// What they filled in.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answer: Value,
    /// What they remarked.
    pub comment: Option<String>,
}

/// Which questions of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApprovalFilter {
    /// Only in one of these states; all when empty.
    pub states: Vec<ApprovalState>,
    /// Only of this workflow.
    pub workflow_id: Option<WorkflowId>,
    /// Only of this run.
    pub run_id: Option<RunId>,
}

/// A remark, and an answer where the question asks for one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Remark {
    /// Held to the question's `fields`; at most 64 KiB of JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answer: Value,
    /// At most 2,000 characters.
    pub comment: Option<String>,
}

/// An answer, and whether it is a yes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// Held to the question's `fields`; at most 64 KiB of JSON.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub answer: Value,
    /// At most 2,000 characters.
    #[serde(default)]
    pub comment: Option<String>,
    /// Whether it is a yes; it is where nothing is said.
    #[serde(default = "yes")]
    pub approved: bool,
}

const fn yes() -> bool {
    true
}
