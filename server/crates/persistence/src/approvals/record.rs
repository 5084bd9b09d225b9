//! One question.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, ApprovalId, RunId, UserId, WorkflowId};
use domain::run::{ApprovalRequest, StepPath};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::DbError;

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// Every value.
    pub const ALL: &'static [Self] = &[
        Self::Pending,
        Self::Approved,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The word used in the database.
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
}

impl fmt::Display for ApprovalState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no state of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of pending, approved, rejected, expired, cancelled")]
pub struct UnknownApprovalState(String);

impl FromStr for ApprovalState {
    type Err = UnknownApprovalState;

    fn from_str(text: &str) -> Result<Self, UnknownApprovalState> {
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| UnknownApprovalState(text.chars().take(40).collect()))
    }
}

/// A question with the name of its workflow.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalRecord {
    /// Its id.
    pub id: ApprovalId,
    /// The run that asks.
    pub run: RunId,
    /// Its workflow.
    pub workflow: WorkflowId,
    /// What the workflow is called now.
    pub workflow_name: String,
    /// The step that asks.
    pub step: StepPath,
    /// What is asked, and whom.
    pub request: ApprovalRequest,
    /// Where it stands, as far as the journal has said.
    pub state: ApprovalState,
    /// When it was asked.
    pub requested_at: DateTime<Utc>,
    /// Until when it can be answered.
    pub due_at: Option<DateTime<Utc>>,
    /// When others were asked too.
    pub escalated_at: Option<DateTime<Utc>>,
    /// When it was decided, or over.
    pub decided_at: Option<DateTime<Utc>>,
    /// The person who decided.
    pub decided_by_user: Option<UserId>,
    /// The key that decided.
    pub decided_by_key: Option<ApiKeyId>,
    /// How they were called.
    pub decided_by: Option<String>,
    /// What they filled in.
    pub answer: Value,
    /// What they remarked.
    pub comment: Option<String>,
}

impl ApprovalRecord {
    /// Where it stands at this moment: one whose time is up has expired, also while its run has not woken.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> ApprovalState {
        if self.state == ApprovalState::Pending && self.due_at.is_some_and(|due| due <= now) {
            return ApprovalState::Expired;
        }
        self.state
    }
}

/// The columns of [`ApprovalRow`], of `approvals AS a` and `workflows AS w`.
macro_rules! approval_columns {
    () => {
        "a.id, a.run_id, a.workflow_id, w.name AS workflow_name, a.step, a.request::text AS request, a.state,
         a.requested_at, a.due_at, a.escalated_at, a.decided_at, a.decided_by_user, a.decided_by_key, a.decided_by,
         a.answer::text AS answer, a.comment "
    };
}
pub(super) use approval_columns;

#[derive(FromQueryResult)]
pub(super) struct ApprovalRow {
    id: Uuid,
    run_id: Uuid,
    workflow_id: Uuid,
    workflow_name: String,
    step: String,
    request: String,
    state: String,
    requested_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    escalated_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    decided_by_user: Option<Uuid>,
    decided_by_key: Option<Uuid>,
    decided_by: Option<String>,
    answer: Option<String>,
    comment: Option<String>,
}

impl TryFrom<ApprovalRow> for ApprovalRecord {
    type Error = DbError;

    fn try_from(row: ApprovalRow) -> Result<Self, DbError> {
        let corrupt = |error: serde_json::Error| DbError::corrupt("approval", error);
        let state: Result<ApprovalState, UnknownApprovalState> = row.state.parse();
        let answer = row.answer.as_deref().map(serde_json::from_str).transpose();
        let step = row.step.parse::<StepPath>();
        Ok(Self {
            id: ApprovalId::from_uuid(row.id),
            run: RunId::from_uuid(row.run_id),
            workflow: WorkflowId::from_uuid(row.workflow_id),
            workflow_name: row.workflow_name,
            step: step.map_err(|error| DbError::corrupt("approval", error))?,
            request: serde_json::from_str(&row.request).map_err(corrupt)?,
            state: state.map_err(|error| DbError::corrupt("approval", error))?,
            requested_at: row.requested_at,
            due_at: row.due_at,
            escalated_at: row.escalated_at,
            decided_at: row.decided_at,
            decided_by_user: row.decided_by_user.map(UserId::from_uuid),
            decided_by_key: row.decided_by_key.map(ApiKeyId::from_uuid),
            decided_by: row.decided_by,
            answer: answer.map_err(corrupt)?.unwrap_or_default(),
            comment: row.comment,
        })
    }
}
