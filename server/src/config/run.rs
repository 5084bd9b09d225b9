use std::net::SocketAddr;
use std::time::Duration;

use dispatch::is_pool_name;

use super::{ConfigError, Env};

/// How runs are executed.
#[derive(Debug, Clone)]
pub(crate) struct RunConfig {
    /// Runs that this process works on at once; with 0, `serve` works on none.
    pub(crate) slots: u32,
    /// Pools whose runs this process takes.
    pub(crate) pools: Vec<String>,
    /// Where `apex worker` answers for its health, if anywhere.
    pub(crate) health: Option<SocketAddr>,
    /// How long steps under way may take to end at shutdown.
    pub(crate) drain: Duration,
    /// After how long without a sign of life a worker's runs are taken over.
    pub(crate) lease: Duration,
}

impl RunConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let slots: u32 = env.read("APEX_WORKER_SLOTS")?.unwrap_or(256);
        if slots > 10_000 {
            return Err(ConfigError::new("APEX_WORKER_SLOTS", "is between 0 and 10000"));
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
            pools: pools(env.text("APEX_WORKER_POOLS").unwrap_or("default"))?,
            health: env.read("APEX_WORKER_ADDR")?,
            drain: Duration::from_secs(seconds),
            lease: Duration::from_secs(lease),
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_WORKER_SLOTS", self.slots.to_string()),
            ("APEX_WORKER_POOLS", self.pools.join(",")),
            (
                "APEX_WORKER_ADDR",
                self.health
                    .map_or_else(|| "(nowhere)".to_owned(), |addr| addr.to_string()),
            ),
            ("APEX_DRAIN_SECONDS", self.drain.as_secs().to_string()),
            ("APEX_LEASE_SECONDS", self.lease.as_secs().to_string()),
        ]
    }
}

/// Names separated by commas, each once.
fn pools(text: &str) -> Result<Vec<String>, ConfigError> {
    let mut pools: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !is_pool_name(name) {
            return Err(ConfigError::new(
                "APEX_WORKER_POOLS",
                format!("`{name}` is no name of a pool: 1 to 64 of a-z, 0-9 and -"),
            ));
        }
        if !pools.iter().any(|pool| pool == name) {
            pools.push(name.to_owned());
        }
    }
    if pools.is_empty() {
        return Err(ConfigError::new("APEX_WORKER_POOLS", "names at least one pool"));
    }
    Ok(pools)
}
