use async_trait::async_trait;
use domain::access::Caller;

use crate::{AppError, FailureQuery, FailureReport};

/// Why runs fail.
#[async_trait]
pub trait FailureService: Send + Sync {
    /// Top causes by workflow, node and code.
    async fn report(&self, caller: &Caller, query: &FailureQuery) -> Result<FailureReport, AppError>;
}
