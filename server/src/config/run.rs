use std::time::Duration;

use super::{ConfigError, Env};

/// How runs are executed.
#[derive(Debug, Clone)]
pub(crate) struct RunConfig {
    /// Runs that this process works on at once.
    pub(crate) slots: u32,
    /// How long steps under way may take to end at shutdown.
    pub(crate) drain: Duration,
    /// After how long without a sign of life a worker's runs are taken over.
    pub(crate) lease: Duration,
}

impl RunConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let slots: u32 = env.read("APEX_WORKER_SLOTS")?.unwrap_or(64);
        if slots == 0 || slots > 10_000 {
            return Err(ConfigError::new("APEX_WORKER_SLOTS", "is between 1 and 10000"));
        }
        let seconds: u64 = env.read("APEX_DRAIN_SECONDS")?.unwrap_or(10);
        if seconds > 3600 {
            return Err(ConfigError::new("APEX_DRAIN_SECONDS", "is at most 3600"));
        }
        let lease: u64 = env.read("APEX_LEASE_SECONDS")?.unwrap_or(20);
        if !(1..=3600).contains(&lease) {
            return Err(ConfigError::new("APEX_LEASE_SECONDS", "is between 1 and 3600"));
        }
        Ok(Self {
            slots,
            drain: Duration::from_secs(seconds),
            lease: Duration::from_secs(lease),
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_WORKER_SLOTS", self.slots.to_string()),
            ("APEX_DRAIN_SECONDS", self.drain.as_secs().to_string()),
            ("APEX_LEASE_SECONDS", self.lease.as_secs().to_string()),
        ]
    }
}
