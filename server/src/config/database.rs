use std::path::PathBuf;

use super::{ConfigError, Env, masked};

/// Which database.
#[derive(Debug, Clone)]
pub(crate) struct DatabaseConfig {
    /// An outside Postgres; without it, a private one in the data directory.
    pub(crate) url: Option<String>,
    /// Where the private one's programs are, when they are in no usual place.
    pub(crate) bin_dir: Option<PathBuf>,
    /// Connections for pages and the API.
    pub(crate) app_connections: u32,
    /// Connections for the engine.
    pub(crate) engine_connections: u32,
    /// Whether an empty database gets the demo content; without it, only a private one does.
    pub(crate) demo: Option<bool>,
}

impl DatabaseConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let url = env.text("DATABASE_URL").map(str::to_owned);
        if let Some(url) = &url
            && !(url.starts_with("postgres://") || url.starts_with("postgresql://"))
        {
            return Err(ConfigError::new(
                "DATABASE_URL",
                "starts with postgres:// or postgresql://",
            ));
        }
        Ok(Self {
            url,
            bin_dir: env.text("APEX_PG_BIN").map(PathBuf::from),
            app_connections: connections(env, "APEX_DB_CONNECTIONS", 10)?,
            engine_connections: connections(env, "APEX_ENGINE_CONNECTIONS", 6)?,
            demo: env.flag("APEX_DEMO")?,
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            (
                "DATABASE_URL",
                self.url
                    .as_deref()
                    .map_or_else(|| "(a private Postgres)".to_owned(), masked),
            ),
            (
                "APEX_PG_BIN",
                self.bin_dir
                    .as_ref()
                    .map_or_else(|| "(looked for)".to_owned(), |d| d.display().to_string()),
            ),
            ("APEX_DB_CONNECTIONS", self.app_connections.to_string()),
            ("APEX_ENGINE_CONNECTIONS", self.engine_connections.to_string()),
            (
                "APEX_DEMO",
                self.demo
                    .map_or_else(|| "(only a private Postgres)".to_owned(), |on| u8::from(on).to_string()),
            ),
        ]
    }
}

fn connections(env: &Env, name: &str, fallback: u32) -> Result<u32, ConfigError> {
    let count = env.read(name)?.unwrap_or(fallback);
    if (2..=500).contains(&count) {
        Ok(count)
    } else {
        Err(ConfigError::new(name, "is between 2 and 500"))
    }
}
