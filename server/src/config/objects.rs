use std::path::Path;

use objects::Objects;
use services::retention::Retention;

use super::{ConfigError, Env};

/// Names of the S3 settings, as all tools know them.
const AWS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT",
    "AWS_ALLOW_HTTP",
];
const MOST_DAYS: u32 = 3650;

/// Where large outputs lie, and how long runs are kept.
#[derive(Debug, Clone)]
pub(crate) struct ObjectsConfig {
    /// None: outputs stay in the journal.
    pub(crate) store: Option<Objects>,
    address: String,
    pub(crate) retention: Retention,
}

impl ObjectsConfig {
    pub(super) fn from_env(env: &Env, data_dir: &Path) -> Result<Self, ConfigError> {
        let days = env.read("APEX_RETENTION_DAYS")?.unwrap_or(30);
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(ConfigError::new(
                "APEX_RETENTION_DAYS",
                format!("is between 1 and {MOST_DAYS}"),
            ));
        }
        let export = env.flag("APEX_RETENTION_EXPORT")?.unwrap_or(false);
        let retention = Retention { days, export };
        let (store, address) = match env.text("APEX_OBJECTS_URL") {
            Some(address) => (Some(open(env, address)?), address.to_owned()),
            // an outside database means that there may be other nodes, which do not see a folder of this one
            None if env.text("DATABASE_URL").is_some() => (None, "(in the database)".to_owned()),
            None => {
                let folder = data_dir.join("objects");
                (None, folder.display().to_string())
            }
        };
        if export && store.is_none() && env.text("DATABASE_URL").is_some() {
            return Err(ConfigError::new(
                "APEX_RETENTION_EXPORT",
                "needs APEX_OBJECTS_URL beside an outside database",
            ));
        }
        Ok(Self {
            store,
            address,
            retention,
        })
    }

    /// The store; beside the private database a folder of its own, which is made here.
    pub(crate) fn open(&self, private: bool) -> Result<Option<Objects>, objects::OpenError> {
        match &self.store {
            Some(store) => Ok(Some(store.clone())),
            None if private => Objects::folder(Path::new(&self.address)).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        vec![
            ("APEX_OBJECTS_URL", self.address.clone()),
            ("APEX_RETENTION_DAYS", self.retention.days.to_string()),
            ("APEX_RETENTION_EXPORT", self.retention.export.to_string()),
        ]
    }
}

fn open(env: &Env, address: &str) -> Result<Objects, ConfigError> {
    let settings = AWS.into_iter().filter_map(|name| {
        let value = env.text(name)?;
        Some((name.to_lowercase(), value.to_owned()))
    });
    Objects::open(address, settings).map_err(|error| ConfigError::new("APEX_OBJECTS_URL", error.to_string()))
}
