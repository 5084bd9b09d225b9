//! How a webhook is called, proven, told apart and answered.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Longest that a caller is kept waiting for the run's answer, in seconds.
const MAX_TIMEOUT_SECONDS: u32 = 120;
/// Longest name of a header in characters.
const MAX_HEADER_CHARS: usize = 64;

/// The settings of a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WebhookConfig {
    /// The methods it takes.
    pub methods: Vec<HookMethod>,
    /// How a caller proves itself.
    pub auth: HookAuth,
    /// How the same delivery is known again.
    pub dedupe: Dedupe,
    /// What the caller is told.
    pub answer: HookAnswer,
    /// How long the caller is kept waiting for the run's `respond`, 1 to 120 seconds.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 120))]
    pub timeout_seconds: u32,
}

impl Default for WebhookConfig {
    fn default() -> Self {
        Self {
            methods: vec![HookMethod::Post],
            auth: HookAuth::None,
            dedupe: Dedupe::Id,
            answer: HookAnswer::AtOnce,
            timeout_seconds: 30,
        }
    }
}

impl WebhookConfig {
    /// What is wrong with it, with pointers from the settings' root.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.methods.is_empty() {
            found.push(Problem::error(
                "/methods",
                "missing_setting",
                "name at least one method that the hook takes",
            ));
        }
        if !(1..=MAX_TIMEOUT_SECONDS).contains(&self.timeout_seconds) {
            let message = format!("the time-out is 1 to {MAX_TIMEOUT_SECONDS} seconds");
            found.push(Problem::error("/timeoutSeconds", "out_of_range", message));
        }
        let named = [
            ("/auth/name", self.auth.header()),
            ("/dedupe/name", self.dedupe.header()),
        ];
        for (path, name) in named {
            if name.is_some_and(|name| !is_header_name(name)) {
                let message = "a header's name has 1 to 64 letters, digits and hyphens";
                found.push(Problem::error(path, "bad_header_name", message));
            }
        }
        found
    }
}

fn is_header_name(name: &str) -> bool {
    (1..=MAX_HEADER_CHARS).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A method that a hook may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum HookMethod {
    /// Everything is in the query.
    Get,
    /// The usual.
    Post,
    /// With a body.
    Put,
    /// With a body.
    Patch,
    /// Mostly without a body.
    Delete,
}

impl HookMethod {
    /// Every method, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// How a caller proves itself. The secret itself is never part of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum HookAuth {
    /// By knowing the address.
    #[default]
    None,
    /// By a Standard Webhooks signature: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    Signature,
    /// By a secret in this header.
    Header {
        /// The header's name.
        name: String,
    },
}

impl HookAuth {
    /// Whether it takes a secret.
    #[must_use]
    pub const fn needs_secret(&self) -> bool {
        match self {
            Self::None => false,
            Self::Signature | Self::Header { .. } => true,
        }
    }

    /// The header that holds the secret, where one does.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            Self::None | Self::Signature => None,
            Self::Header { name } => Some(name),
        }
    }
}

/// How the same delivery is known again. Without a mark to know it by, every call starts a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Dedupe {
    /// By `webhook-id`, where the caller sends it.
    #[default]
    Id,
    /// By another header.
    Header {
        /// The header's name, for instance `x-github-delivery`.
        name: String,
    },
    /// By what it brings: method, query and body.
    Body,
}

impl Dedupe {
    /// The header that names a delivery; none when its content does.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            Self::Id => Some("webhook-id"),
            Self::Header { name } => Some(name),
            Self::Body => None,
        }
    }
}

/// What the caller is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HookAnswer {
    /// 202 with the run's id, as soon as the run is stored.
    #[default]
    AtOnce,
    /// What the run's `respond` says, when it comes in time.
    Respond,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_is_a_usual_hook() {
        let config: WebhookConfig = serde_json::from_str("{}").unwrap();
        assert_eq!(config, WebhookConfig::default());
        assert!(config.problems().is_empty());
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        let config = WebhookConfig {
            methods: Vec::new(),
            auth: HookAuth::Header {
                name: "no space".into(),
            },
            dedupe: Dedupe::Header { name: String::new() },
            timeout_seconds: 0,
            ..WebhookConfig::default()
        };
        let paths: Vec<String> = config.problems().into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, ["/methods", "/timeoutSeconds", "/auth/name", "/dedupe/name"]);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(serde_json::from_str::<WebhookConfig>(r#"{"retries": 3}"#).is_err());
        assert!(serde_json::from_str::<WebhookConfig>(r#"{"methods": ["TRACE"]}"#).is_err());
    }
}
