//! Why a step or a run failed, in words for people and a class for the retry rule.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StepPath;

/// What kind of failure it was; the retry rule looks only at this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The attempt took longer than its time-out, or the other side answered 408.
    Timeout,
    /// No connection could be made, or it broke.
    Connect,
    /// The other side asked for patience (429).
    RateLimited,
    /// The other side failed (5xx).
    Upstream,
    /// The other side refused (other 4xx).
    Refused,
    /// An expression could not be evaluated.
    Expression,
    /// The settings of the step are not usable with these values.
    Config,
    /// The egress guard let the request not out.
    Blocked,
    /// A documented limit was passed.
    Limit,
    /// Apex itself failed; its log says more.
    Internal,
}

impl ErrorClass {
    /// The word used in documents, the API and the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Connect => "connect",
            Self::RateLimited => "rate_limited",
            Self::Upstream => "upstream",
            Self::Refused => "refused",
            Self::Expression => "expression",
            Self::Config => "config",
            Self::Blocked => "blocked",
            Self::Limit => "limit",
            Self::Internal => "internal",
        }
    }

    /// Whether another attempt may help.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        match self {
            Self::Timeout | Self::Connect | Self::RateLimited | Self::Upstream => true,
            Self::Refused | Self::Expression | Self::Config | Self::Blocked | Self::Limit | Self::Internal => false,
        }
    }
}

/// Why one attempt of a step failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepError {
    /// Stable code (`http_status`, `undefined_value` …).
    pub code: String,
    /// What happened and what to try. Never holds a secret.
    pub message: String,
    /// The class that the retry rule looks at.
    pub class: ErrorClass,
    /// Milliseconds that the other side asked us to wait (Retry-After).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// More for people: the response of an `http` step, the path of an undefined value …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub details: Option<Value>,
}

impl StepError {
    /// An error without details.
    pub fn new(class: ErrorClass, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            class,
            retry_after_ms: None,
            details: None,
        }
    }

    /// Adds more for people.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

/// Why a run failed: at which step, why, and after how many attempts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunError {
    /// Stable code of the cause.
    pub code: String,
    /// One sentence that names the step, the cause and the attempts.
    pub message: String,
    /// The step that failed; none when the run failed as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub step_id: Option<StepPath>,
    /// Attempts that the step had; 0 when the run failed as a whole.
    pub attempts: u32,
}
