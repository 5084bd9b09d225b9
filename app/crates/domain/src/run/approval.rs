//! A question to a person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The name of the signal that answers an approval.
pub const APPROVAL_SIGNAL: &str = "approval";
/// The name of the signal that tells of a child's end.
pub const CHILD_SIGNAL: &str = "sub_workflow";

/// What a person is asked, with all expressions evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRequest {
    /// One line.
    pub title: String,
    /// What there is to know before deciding.
    pub message: String,
    /// Who is asked: e-mail addresses or roles; everybody who may decide when empty.
    pub assignees: Vec<String>,
    /// JSON Schema of the answer that goes with the decision; null asks for none.
    pub fields: Value,
    /// Until when; none waits for ever.
    pub until: Option<DateTime<Utc>>,
    /// When others are asked too.
    pub escalate_at: Option<DateTime<Utc>>,
    /// Who they are.
    pub escalate_to: Vec<String>,
}
