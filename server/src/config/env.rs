//! The environment as a map, so that settings are tested without touching the process.

use std::collections::HashMap;
use std::ffi::OsString;
use std::str::FromStr;

/// A setting that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub(crate) struct ConfigError {
    name: String,
    reason: String,
}

impl ConfigError {
    pub(crate) fn new(name: &str, reason: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            reason: reason.into(),
        }
    }
}

/// Variables and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env {
    values: HashMap<String, OsString>,
}

impl Env {
    /// The process's environment. Values that are not UTF-8 are kept as they are.
    pub(crate) fn of_process() -> Self {
        let pairs = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Self {
            values: pairs.collect(),
        }
    }

    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self {
            values: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).into()))
                .collect(),
        }
    }

    /// The value as it is.
    pub(crate) fn os(&self, name: &str) -> Option<OsString> {
        self.values.get(name).cloned()
    }

    /// The value; none when it is absent or blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)?
            .to_str()
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// The value, read.
    pub(crate) fn read<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, ConfigError> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|error: T::Err| ConfigError::new(name, format!("`{text}`: {error}")))
            })
            .transpose()
    }

    /// `1`, `true`, `yes`, `on`, or their opposites.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ConfigError> {
        match self.text(name).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(None),
            Some("1" | "true" | "yes" | "on") => Ok(Some(true)),
            Some("0" | "false" | "no" | "off") => Ok(Some(false)),
            Some(other) => Err(ConfigError::new(name, format!("`{other}` is neither 1 nor 0"))),
        }
    }

    /// All values whose name starts with `prefix`, by the rest of their name.
    pub(crate) fn with_prefix(&self, prefix: &str) -> HashMap<String, String> {
        let named = |(name, value): (&String, &OsString)| {
            Some((
                name.strip_prefix(prefix)?.to_ascii_uppercase(),
                value.to_str()?.to_owned(),
            ))
        };
        self.values.iter().filter_map(named).collect()
    }
}
