//! Settings: `APEX_*` variables, one small typed struct a concern. The only place that reads the environment.

mod circuit;
mod connection;
mod database;
mod egress;
mod env;
mod key;
mod log;
mod nats;
mod objects;
mod run;
mod session;
mod web;

use std::path::PathBuf;

pub(crate) use circuit::CircuitConfig;
pub(crate) use connection::ConnectionConfig;
pub(crate) use database::DatabaseConfig;
pub(crate) use egress::EgressConfig;
pub(crate) use env::{ConfigError, Env};
pub(crate) use key::KeyConfig;
pub(crate) use log::{LogConfig, LogFormat};
pub(crate) use nats::NatsConfig;
pub(crate) use objects::ObjectsConfig;
pub(crate) use run::RunConfig;
pub(crate) use session::SessionConfig;
pub(crate) use web::WebConfig;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Where Apex keeps what is not in the database.
    pub(crate) data_dir: PathBuf,
    /// The region of this cell.
    pub(crate) region: String,
    pub(crate) database: DatabaseConfig,
    pub(crate) web: WebConfig,
    pub(crate) session: SessionConfig,
    pub(crate) connection: ConnectionConfig,
    pub(crate) key: KeyConfig,
    pub(crate) egress: EgressConfig,
    pub(crate) run: RunConfig,
    pub(crate) circuit: CircuitConfig,
    pub(crate) nats: NatsConfig,
    pub(crate) objects: ObjectsConfig,
    pub(crate) log: LogConfig,
    /// Secrets of organisations by `<ORG>__<NAME>`.
    pub(crate) secrets: std::collections::HashMap<String, String>,
    /// Where programs are looked for.
    pub(crate) search_path: Option<std::ffi::OsString>,
    /// The user's folder for sockets.
    pub(crate) runtime_dir: Option<PathBuf>,
    /// Variables of later versions that are set but change nothing yet.
    pub(crate) unused: Vec<&'static str>,
}

impl Config {
    /// Reads the process's environment, after `.env` of the working directory where there is one.
    pub(crate) fn load() -> Result<Self, ConfigError> {
        // of the working directory only: a file further up may be somebody else's. A missing one is normal, a broken
        // one is not
        if let Err(error) = dotenvy::from_path(".env")
            && !error.not_found()
        {
            return Err(ConfigError::new(".env", error.to_string()));
        }
        Self::from_env(&Env::of_process())
    }

    pub(crate) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let data_dir = PathBuf::from(env.text("APEX_DATA_DIR").unwrap_or("./.apex"));
        Ok(Self {
            region: env.text("APEX_REGION").unwrap_or("local").to_owned(),
            database: DatabaseConfig::from_env(env)?,
            web: WebConfig::from_env(env)?,
            session: SessionConfig::from_env(env)?,
            connection: ConnectionConfig::from_env(env)?,
            key: KeyConfig::from_env(env, &data_dir)?,
            egress: EgressConfig::from_env(env)?,
            run: RunConfig::from_env(env)?,
            circuit: CircuitConfig::from_env(env)?,
            nats: NatsConfig::from_env(env)?,
            objects: ObjectsConfig::from_env(env, &data_dir)?,
            log: LogConfig::from_env(env)?,
            secrets: env.with_prefix(services::vault::SECRET_PREFIX),
            search_path: env.os("PATH"),
            runtime_dir: env.os("XDG_RUNTIME_DIR").map(PathBuf::from),
            unused: ["APEX_REDIS_URL"]
                .into_iter()
                .filter(|name| env.text(name).is_some())
                .collect(),
            data_dir,
        })
    }

    /// What is in force, as `NAME=value` lines, secrets masked.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![
            ("APEX_DATA_DIR", self.data_dir.display().to_string()),
            ("APEX_REGION", self.region.clone()),
        ];
        lines.extend(self.database.lines());
        lines.extend(self.web.lines());
        lines.extend(self.session.lines());
        lines.extend(self.connection.lines());
        lines.extend(self.key.lines());
        lines.extend(self.egress.lines());
        lines.extend(self.run.lines());
        lines.extend(self.circuit.lines());
        lines.extend(self.nats.lines());
        lines.extend(self.objects.lines());
        lines.extend(self.log.lines());
        let mut names: Vec<&String> = self.secrets.keys().collect();
        names.sort();
        lines.extend(
            names
                .into_iter()
                .map(|name| ("APEX_SECRET__", format!("{name} ********"))),
        );
        lines
    }
}

/// A value that must not be read over somebody's shoulder.
pub(crate) fn masked(value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        "********".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_env(&Env::of(pairs))
    }

    #[test]
    fn nothing_has_to_be_set() {
        let config = read(&[]).unwrap();
        assert_eq!(config.data_dir, PathBuf::from("./.apex"));
        assert_eq!(config.web.base_url(config.web.addr), "http://127.0.0.1:3000");
        assert_eq!(config.database.url, None);
        assert!(config.egress.policy.allowed().is_empty());
    }

    #[test]
    fn a_value_that_cannot_be_used_names_its_variable() {
        let wrong = [
            ("APEX_ADDR", "3000"),
            ("DATABASE_URL", "mysql://x"),
            ("APEX_BASE_URL", "apex.example"),
            ("APEX_EGRESS_ALLOW", "everything"),
            ("APEX_WORKER_SLOTS", "10001"),
            ("APEX_WORKER_POOLS", "default,GPU"),
            ("APEX_WORKER_ADDR", "3001"),
            ("APEX_NATS_URL", "http://nats"),
            ("APEX_OBJECTS_URL", "ftp://objects"),
            ("APEX_RETENTION_DAYS", "0"),
            ("APEX_RETENTION_EXPORT", "sometimes"),
            ("APEX_DRAIN_SECONDS", "soon"),
            ("APEX_LEASE_SECONDS", "0"),
            ("APEX_DEMO", "maybe"),
            ("APEX_SESSION_IDLE_DAYS", "31"),
            ("APEX_SESSION_DAYS", "0"),
            ("APEX_STREAMS", "0"),
            ("APEX_STREAMS_PER_CALLER", "many"),
            ("APEX_HEAD_SECONDS", "-1"),
            ("APEX_LOG_FORMAT", "xml"),
        ];
        for (name, value) in wrong {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn a_certificate_without_its_key_is_no_certificate() {
        let half = [("APEX_NATS_URL", "tls://nats"), ("APEX_NATS_CERT", "a.pem")];
        assert!(read(&half).unwrap_err().to_string().starts_with("APEX_NATS_KEY"));
        let pools = read(&[("APEX_WORKER_POOLS", "gpu, default,gpu")]).unwrap().run.pools;
        assert_eq!(pools, ["gpu", "default"]);
    }

    #[test]
    fn what_is_printed_shows_no_secret() {
        let secrets = [
            ("DATABASE_URL", "postgres://apex:hush@db/apex"),
            ("APEX_NATS_URL", "nats://apex:hush@nats"),
            ("APEX_MASTER_KEY", "hush"),
            ("APEX_SECRET__DEMO__TOKEN", "hush"),
        ];
        let lines = read(&secrets).unwrap().lines();
        assert!(lines.iter().any(|(_, value)| value.contains("DEMO__TOKEN")));
        assert!(lines.iter().all(|(_, value)| !value.contains("hush")), "{lines:?}");
    }

    #[test]
    fn nobody_is_sent_to_an_address_that_cannot_be_visited() {
        let web = |addr: &str| {
            read(&[("APEX_ADDR", addr)])
                .map(|config| config.web.base_url(config.web.addr))
                .unwrap()
        };
        assert_eq!(web("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(web("[::1]:3000"), "http://[::1]:3000");
        assert_eq!(
            read(&[("APEX_BASE_URL", "https://apex.example/")])
                .unwrap()
                .web
                .base_url
                .unwrap(),
            "https://apex.example"
        );
    }
}
