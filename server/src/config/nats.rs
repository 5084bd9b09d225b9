use std::path::PathBuf;

use dispatch::NatsOptions;

use super::{ConfigError, Env, masked};

/// Where NATS is, if there is one.
#[derive(Debug, Clone)]
pub(crate) struct NatsConfig {
    /// None: nodes talk through the database.
    pub(crate) options: Option<NatsOptions>,
}

impl NatsConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let Some(url) = env.text("APEX_NATS_URL") else {
            return Ok(Self { options: None });
        };
        if let Some(wrong) = url.split(',').map(str::trim).find(|url| !is_address(url)) {
            let scheme = wrong.split("://").next().unwrap_or_default();
            return Err(ConfigError::new(
                "APEX_NATS_URL",
                format!("an address starts with nats:// or tls://, not with `{scheme}`"),
            ));
        }
        let path = |name: &str| env.text(name).map(PathBuf::from);
        let replicas = env.read("APEX_NATS_REPLICAS")?.unwrap_or(1);
        if !(1..=5).contains(&replicas) {
            return Err(ConfigError::new("APEX_NATS_REPLICAS", "is between 1 and 5"));
        }
        let client_certificate = match (path("APEX_NATS_CERT"), path("APEX_NATS_KEY")) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            (Some(_), None) => return Err(ConfigError::new("APEX_NATS_KEY", "is needed beside APEX_NATS_CERT")),
            (None, Some(_)) => return Err(ConfigError::new("APEX_NATS_CERT", "is needed beside APEX_NATS_KEY")),
        };
        let options = NatsOptions {
            url: url.to_owned(),
            credentials: path("APEX_NATS_CREDENTIALS"),
            ca: path("APEX_NATS_CA"),
            client_certificate,
            replicas,
        };
        Ok(Self { options: Some(options) })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let Some(options) = &self.options else {
            return vec![("APEX_NATS_URL", "(through the database)".to_owned())];
        };
        let mut lines = vec![
            // a password may stand in it
            ("APEX_NATS_URL", masked(&options.url)),
            ("APEX_NATS_REPLICAS", options.replicas.to_string()),
        ];
        let (certificate, key) = options.client_certificate.clone().unzip();
        let files = [
            ("APEX_NATS_CREDENTIALS", options.credentials.clone()),
            ("APEX_NATS_CA", options.ca.clone()),
            ("APEX_NATS_CERT", certificate),
            ("APEX_NATS_KEY", key),
        ];
        lines.extend(
            files
                .into_iter()
                .filter_map(|(name, path)| Some((name, path?.display().to_string()))),
        );
        lines
    }
}

fn is_address(url: &str) -> bool {
    url.starts_with("nats://") || url.starts_with("tls://")
}
