//! Secrets by name. Revealed only in the worker that runs the step.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::id::TenantId;

/// The vault could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No secret of this name in this organisation.
    #[error("there is no secret called `{0}`")]
    NotFound(String),
    /// The backend is away.
    #[error("the secret store is not reachable")]
    Unavailable,
}

/// Reveals secrets of a tenant.
#[async_trait]
pub trait SecretVault: Send + Sync + 'static {
    /// The values of these names. Fails on the first unknown one.
    async fn reveal(&self, tenant: TenantId, names: &[String]) -> Result<BTreeMap<String, String>, VaultError>;
}
