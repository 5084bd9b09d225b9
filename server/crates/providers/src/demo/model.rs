//! The demo models by name.

use domain::run::ErrorClass;
use ports::ModelError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoModel {
    Echo,
    Fixed,
    Text,
    Json,
    Summary,
    Slow,
    Error429,
    Error500,
    ErrorTimeout,
}

impl DemoModel {
    pub(super) const ALL: [Self; 9] = [
        Self::Echo,
        Self::Fixed,
        Self::Text,
        Self::Json,
        Self::Summary,
        Self::Slow,
        Self::Error429,
        Self::Error500,
        Self::ErrorTimeout,
    ];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Echo => "demo-echo",
            Self::Fixed => "demo-fixed",
            Self::Text => "demo-text",
            Self::Json => "demo-json",
            Self::Summary => "demo-summary",
            Self::Slow => "demo-slow",
            Self::Error429 => "demo-error-429",
            Self::Error500 => "demo-error-500",
            Self::ErrorTimeout => "demo-error-timeout",
        }
    }

    pub(super) fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.key() == key)
    }

    /// What the model fails with, if failing is what it is for.
    pub(super) fn failure(self) -> Option<ModelError> {
        let (class, code, message, retry_after_ms) = match self {
            Self::Echo | Self::Fixed | Self::Text | Self::Json | Self::Summary | Self::Slow => return None,
            Self::Error429 => (
                ErrorClass::RateLimited,
                "rate_limited",
                "the demo model asks for patience, as it always does",
                Some(1_000),
            ),
            Self::Error500 => (
                ErrorClass::Upstream,
                "upstream_error",
                "the demo model failed, as it always does",
                None,
            ),
            Self::ErrorTimeout => (
                ErrorClass::Timeout,
                "timeout",
                "the demo model took too long, as it always does",
                None,
            ),
        };
        Some(ModelError {
            class,
            code,
            message: message.into(),
            retry_after_ms,
        })
    }
}
