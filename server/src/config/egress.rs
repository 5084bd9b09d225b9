use egress::EgressPolicy;

use super::{ConfigError, Env};

/// What the guard lets through.
#[derive(Debug, Clone)]
pub(crate) struct EgressConfig {
    pub(crate) policy: EgressPolicy,
    text: String,
}

impl EgressConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let policy = env.read("APEX_EGRESS_ALLOW")?.unwrap_or_default();
        Ok(Self {
            policy,
            text: env.text("APEX_EGRESS_ALLOW").unwrap_or("").to_owned(),
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let shown = if self.text.is_empty() {
            "(public addresses only)".to_owned()
        } else {
            self.text.clone()
        };
        vec![("APEX_EGRESS_ALLOW", shown)]
    }
}
