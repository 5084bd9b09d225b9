//! Deciding a question.

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, ApprovalId, UserId};
use sea_orm::Value;

use crate::statement::execute;
use crate::{DbError, TenantTx};

/// A decision, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Yes or no.
    pub approved: bool,
    /// What was filled in.
    pub answer: serde_json::Value,
    /// A remark.
    pub comment: Option<String>,
    /// The person.
    pub user: Option<UserId>,
    /// The key.
    pub key: Option<ApiKeyId>,
    /// How they are called.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

const DECIDE: &str = "
UPDATE approvals SET state = $3, decided_at = $4, decided_by_user = $5, decided_by_key = $6, decided_by = $7,
                     answer = $8::json, comment = $9
WHERE tenant_id = $1 AND id = $2 AND state = 'pending'";

/// Writes the decision down; false when the question is not open any more. Of two at once the first one stands.
pub async fn decide(tx: &TenantTx, id: ApprovalId, decision: &Decision) -> Result<bool, DbError> {
    let state = if decision.approved { "approved" } else { "rejected" };
    let answer = (!decision.answer.is_null()).then(|| decision.answer.to_string());
    let values: [Value; 9] = [
        tx.key(),
        id.uuid().into(),
        state.into(),
        decision.at.into(),
        decision.user.map(UserId::uuid).into(),
        decision.key.map(ApiKeyId::uuid).into(),
        decision.by.as_str().into(),
        answer.into(),
        decision.comment.clone().into(),
    ];
    Ok(execute(tx.conn(), DECIDE, values).await? > 0)
}
