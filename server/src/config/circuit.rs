use std::time::Duration;

use engine::CircuitOptions;

use super::{ConfigError, Env};

/// When hosts and providers of models that keep failing are left alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CircuitConfig {
    pub(crate) options: CircuitOptions,
}

impl CircuitConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let usual = CircuitOptions::default();
        let percent = env.read("APEX_CIRCUIT_PERCENT")?.unwrap_or(usual.percent);
        if !(1..=100).contains(&percent) {
            return Err(ConfigError::new("APEX_CIRCUIT_PERCENT", "is between 1 and 100"));
        }
        let span = |name: &str, usual: Duration| {
            let seconds: u64 = env.read(name)?.unwrap_or(usual.as_secs());
            if (1..=3600).contains(&seconds) {
                Ok(Duration::from_secs(seconds))
            } else {
                Err(ConfigError::new(name, "is between 1 and 3600"))
            }
        };
        Ok(Self {
            options: CircuitOptions {
                failures: env.read("APEX_CIRCUIT_FAILURES")?.unwrap_or(usual.failures),
                percent,
                window: span("APEX_CIRCUIT_WINDOW_SECONDS", usual.window)?,
                open: span("APEX_CIRCUIT_OPEN_SECONDS", usual.open)?,
            },
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let failures = match self.options.failures {
            0 => "0 (off)".to_owned(),
            failures => failures.to_string(),
        };
        vec![
            ("APEX_CIRCUIT_FAILURES", failures),
            ("APEX_CIRCUIT_PERCENT", self.options.percent.to_string()),
            ("APEX_CIRCUIT_WINDOW_SECONDS", self.options.window.as_secs().to_string()),
            ("APEX_CIRCUIT_OPEN_SECONDS", self.options.open.as_secs().to_string()),
        ]
    }
}
