use std::time::Duration;

use rest::StreamLimits;

use super::{ConfigError, Env};

/// What one connection may ask of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionConfig {
    /// How long a client may take to send the head of a request, and a connection may lie idle.
    pub(crate) head: Duration,
    /// The most event streams at once.
    pub(crate) streams: StreamLimits,
}

impl ConnectionConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let usual = StreamLimits::default();
        let streams = StreamLimits {
            in_all: within(env, "APEX_STREAMS", usual.in_all, 1_000_000)?,
            per_caller: within(env, "APEX_STREAMS_PER_CALLER", usual.per_caller, 1_000_000)?,
        };
        let seconds = within(env, "APEX_HEAD_SECONDS", 30, 3600)?;
        Ok(Self {
            head: Duration::from_secs(seconds as u64),
            streams,
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_HEAD_SECONDS", self.head.as_secs().to_string()),
            ("APEX_STREAMS", self.streams.in_all.to_string()),
            ("APEX_STREAMS_PER_CALLER", self.streams.per_caller.to_string()),
        ]
    }
}

fn within(env: &Env, name: &str, fallback: usize, most: usize) -> Result<usize, ConfigError> {
    let value = env.read(name)?.unwrap_or(fallback);
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(ConfigError::new(name, format!("is between 1 and {most}")))
    }
}
