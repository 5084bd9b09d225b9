use async_trait::async_trait;
use domain::access::Caller;
use domain::id::ApprovalId;

use crate::{AppError, Approval, ApprovalFilter, Decision, ListQuery, Page};

/// What runs ask people.
#[async_trait]
pub trait ApprovalService: Send + Sync {
    /// Questions: those that wait, the oldest first; any others, the newest first.
    async fn list(
        &self,
        caller: &Caller,
        filter: &ApprovalFilter,
        query: &ListQuery,
    ) -> Result<Page<Approval>, AppError>;

    /// One question.
    async fn get(&self, caller: &Caller, id: ApprovalId) -> Result<Approval, AppError>;

    /// Decides it; the run goes on with the answer. The first decision stands (409 `already_decided`).
    async fn decide(&self, caller: &Caller, id: ApprovalId, decision: Decision) -> Result<Approval, AppError>;
}
