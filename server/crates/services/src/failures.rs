//! Why runs fail, where and how often: by queries over the runs themselves.

mod report;
mod span;
mod title;

use async_trait::async_trait;
use domain::access::Caller;
use rpc::service::FailureService;
use rpc::{AppError, FailureQuery, FailureReport};

use crate::Context;

/// Implements [`FailureService`].
pub(crate) struct Failures {
    context: Context,
}

impl Failures {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl FailureService for Failures {
    async fn report(&self, caller: &Caller, query: &FailureQuery) -> Result<FailureReport, AppError> {
        report::report(&self.context, caller, query).await
    }
}
