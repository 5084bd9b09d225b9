use auth::session::Lifetime;
use chrono::TimeDelta;

use super::{ConfigError, Env};

/// How long people stay signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionConfig {
    pub(crate) life: Lifetime,
}

impl SessionConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let usual = Lifetime::default();
        let idle = days(env, "APEX_SESSION_IDLE_DAYS", usual.idle)?;
        let longest = days(env, "APEX_SESSION_DAYS", usual.longest)?;
        if idle > longest {
            return Err(ConfigError::new(
                "APEX_SESSION_IDLE_DAYS",
                "is at most APEX_SESSION_DAYS",
            ));
        }
        let life = Lifetime {
            idle: TimeDelta::days(idle),
            longest: TimeDelta::days(longest),
        };
        Ok(Self { life })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_SESSION_IDLE_DAYS", self.life.idle.num_days().to_string()),
            ("APEX_SESSION_DAYS", self.life.longest.num_days().to_string()),
        ]
    }
}

fn days(env: &Env, name: &str, usual: TimeDelta) -> Result<i64, ConfigError> {
    let days = env.read(name)?.unwrap_or(usual.num_days());
    if (1..=365).contains(&days) {
        Ok(days)
    } else {
        Err(ConfigError::new(name, "is between 1 and 365"))
    }
}
