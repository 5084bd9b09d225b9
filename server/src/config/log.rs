use super::{ConfigError, Env};

/// How the log is written. It goes to stderr.
#[derive(Debug, Clone)]
pub(crate) struct LogConfig {
    /// What is written, in the syntax of `tracing`'s `EnvFilter`; none when the user didn't say.
    pub(crate) filter: Option<String>,
    /// For people or for programs.
    pub(crate) format: LogFormat,
}

/// Shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogConfig {
    /// What servers write when the user didn't say.
    pub(crate) const DEFAULT_FILTER: &str = "info,sqlx=warn,sea_orm_migration=warn";

    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let format = match env.text("APEX_LOG_FORMAT") {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(other) => {
                return Err(ConfigError::new(
                    "APEX_LOG_FORMAT",
                    format!("`{other}` is neither text nor json"),
                ));
            }
        };
        if let Some(text) = env.text("APEX_LOG")
            && let Err(error) = tracing_subscriber::EnvFilter::try_new(text)
        {
            return Err(ConfigError::new("APEX_LOG", error.to_string()));
        }
        Ok(Self {
            filter: env.text("APEX_LOG").map(str::to_owned),
            format,
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let format = match self.format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        };
        vec![
            (
                "APEX_LOG",
                self.filter.clone().unwrap_or_else(|| Self::DEFAULT_FILTER.to_owned()),
            ),
            ("APEX_LOG_FORMAT", format.to_owned()),
        ]
    }
}
