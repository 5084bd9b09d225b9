//! Secrets from the environment, kept apart by organisation: `APEX_SECRET__<ORG>__<NAME>`.
//!
//! The organisation's slug and the name are upper-cased, dashes become underscores. The variables are read once at
//! start by the server's configuration and handed in here.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::id::TenantId;
use persistence::Database;
use ports::{AuthStore, SecretVault, VaultError};

/// What every variable starts with.
pub const SECRET_PREFIX: &str = "APEX_SECRET__";

/// Secrets that the process was started with.
pub struct EnvVault {
    db: Database,
    /// By `<ORG>__<NAME>`.
    values: HashMap<String, String>,
}

impl EnvVault {
    /// `values` maps `<ORG>__<NAME>` to the secret.
    #[must_use]
    pub fn new(db: Database, values: HashMap<String, String>) -> Self {
        Self { db, values }
    }
}

fn variable(slug: &str, name: &str) -> String {
    format!("{}__{}", slug.replace('-', "_"), name).to_ascii_uppercase()
}

#[async_trait]
impl SecretVault for EnvVault {
    async fn reveal(&self, tenant: TenantId, names: &[String]) -> Result<BTreeMap<String, String>, VaultError> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let place = self
            .db
            .auth_store()
            .tenant(tenant)
            .await
            .map_err(|_| VaultError::Unavailable)?;
        let slug = place.ok_or(VaultError::Unavailable)?.slug;
        names
            .iter()
            .map(|name| {
                let value = self.values.get(&variable(&slug, name));
                value
                    .map(|value| (name.clone(), value.clone()))
                    .ok_or_else(|| VaultError::NotFound(name.clone()))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn a_secret_belongs_to_one_organisation() {
        assert_eq!(variable("acme-eu", "api_token"), "ACME_EU__API_TOKEN");
        assert_ne!(variable("demo", "token"), variable("acme", "token"));
    }
}
