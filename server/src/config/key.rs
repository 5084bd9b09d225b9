use std::path::{Path, PathBuf};

use super::{ConfigError, Env, masked};

/// Where the master key comes from.
#[derive(Debug, Clone)]
pub(crate) struct KeyConfig {
    /// The key itself: 64 hexadecimal digits, or base64 of 32 bytes.
    pub(crate) key: Option<String>,
    /// A file with the key; made when it is the data directory's own and not there.
    pub(crate) file: PathBuf,
    /// Whether the file was named by the user (then it must exist).
    pub(crate) file_is_given: bool,
}

impl KeyConfig {
    pub(super) fn from_env(env: &Env, data_dir: &Path) -> Result<Self, ConfigError> {
        let key = env.text("APEX_MASTER_KEY").map(str::to_owned);
        let file = env.text("APEX_MASTER_KEY_FILE").map(PathBuf::from);
        if key.is_some() && file.is_some() {
            return Err(ConfigError::new(
                "APEX_MASTER_KEY",
                "set this or APEX_MASTER_KEY_FILE, not both",
            ));
        }
        let file_is_given = file.is_some();
        Ok(Self {
            key,
            file: file.unwrap_or_else(|| data_dir.join("master.key")),
            file_is_given,
        })
    }

    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        match &self.key {
            Some(key) => vec![("APEX_MASTER_KEY", masked(key))],
            None => vec![("APEX_MASTER_KEY_FILE", self.file.display().to_string())],
        }
    }
}
