use async_trait::async_trait;
use domain::access::Caller;

use crate::{AppError, Workers};

/// Workers of the installation.
#[async_trait]
pub trait WorkerService: Send + Sync {
    /// Those that are alive, and the pools.
    async fn list(&self, caller: &Caller) -> Result<Workers, AppError>;
}
