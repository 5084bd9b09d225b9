use std::net::SocketAddr;

use super::{ConfigError, Env};

/// How the server is reached.
#[derive(Debug, Clone)]
pub(crate) struct WebConfig {
    /// Where it listens.
    pub(crate) addr: SocketAddr,
    /// How people reach it, without a slash at the end; without it, the listening address.
    pub(crate) base_url: Option<String>,
}

impl WebConfig {
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let addr = env
            .read("APEX_ADDR")?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let base_url = env
            .text("APEX_BASE_URL")
            .map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &base_url
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            return Err(ConfigError::new("APEX_BASE_URL", "starts with http:// or https://"));
        }
        Ok(Self { addr, base_url })
    }

    /// How people reach a server that listens on `addr`.
    pub(crate) fn base_url(&self, addr: SocketAddr) -> String {
        self.base_url.clone().unwrap_or_else(|| {
            // nobody can visit 0.0.0.0
            let ip = if addr.ip().is_unspecified() {
                "127.0.0.1".to_owned()
            } else {
                addr.ip().to_string()
            };
            let host = if ip.contains(':') { format!("[{ip}]") } else { ip };
            format!("http://{host}:{}", addr.port())
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_ADDR", self.addr.to_string()),
            (
                "APEX_BASE_URL",
                self.base_url.clone().unwrap_or_else(|| self.base_url(self.addr)),
            ),
        ]
    }
}
