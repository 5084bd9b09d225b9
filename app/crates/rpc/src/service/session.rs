use async_trait::async_trait;
use domain::access::Caller;

use crate::{AppError, Me};

/// Who is signed in.
#[async_trait]
pub trait SessionService: Send + Sync {
    /// The caller, memberships and scopes.
    async fn me(&self, caller: &Caller) -> Result<Me, AppError>;
}
