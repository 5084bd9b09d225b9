//! What runs ask people.
//!
//! A decision is written together with the signal that carries it to the run: either both stand or none does.

mod answer;
mod asked;
mod decide;
mod get;
mod list;
mod question;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::ApprovalId;
use rpc::service::ApprovalService;
use rpc::{AppError, Approval, ApprovalFilter, Decision, ListQuery, Page};

use crate::Context;

/// Implements [`ApprovalService`]; one verb a file.
pub(crate) struct Approvals {
    context: Context,
}

impl Approvals {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl ApprovalService for Approvals {
    async fn list(
        &self,
        caller: &Caller,
        filter: &ApprovalFilter,
        query: &ListQuery,
    ) -> Result<Page<Approval>, AppError> {
        list::list(&self.context, caller, filter, query).await
    }

    async fn get(&self, caller: &Caller, id: ApprovalId) -> Result<Approval, AppError> {
        get::get(&self.context, caller, id).await
    }

    async fn decide(&self, caller: &Caller, id: ApprovalId, decision: Decision) -> Result<Approval, AppError> {
        decide::decide(&self.context, caller, id, decision).await
    }
}
