//! One fault of a document: where it is, which rule it breaks, and what to do.

use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The workflow can't be published or run.
    Error,
    /// It runs, but probably not as meant.
    Warning,
}

/// One fault of a workflow document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// JSON Pointer (RFC 6901) to the fault, from the root of the document; empty for the document itself.
    pub path: String,
    /// Stable code, `snake_case`; each has a page under `docs/errors/`.
    pub code: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it; empty when the message says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Errors block publishing, warnings don't.
    pub severity: Severity,
}

impl Problem {
    /// An error at `path`.
    pub fn error(path: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            code: code.into(),
            message: message.into(),
            hint: String::new(),
            severity: Severity::Error,
        }
    }

    /// A warning at `path`.
    pub fn warning(path: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(path, code, message)
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Whether it blocks publishing.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The same problem inside a larger document (`/graph` + path).
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.path.insert_str(0, prefix);
        self
    }
}

/// Appends one reference token to a JSON Pointer, escaped as RFC 6901 asks.
#[must_use]
pub fn join(pointer: &str, token: impl std::fmt::Display) -> String {
    let token = token.to_string();
    if token.contains(['~', '/']) {
        let token = token.replace('~', "~0").replace('/', "~1");
        return format!("{pointer}/{token}");
    }
    format!("{pointer}/{token}")
}
