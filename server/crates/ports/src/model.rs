//! Language models behind one shape.

use async_trait::async_trait;
use domain::run::ErrorClass;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One completion asked of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CompletionRequest {
    /// Model key, such as `demo-echo`.
    pub model: String,
    /// The system prompt; empty for none.
    pub system: String,
    /// The user's prompt.
    pub prompt: String,
    /// 0 to 2.
    pub temperature: Option<f64>,
    /// Most tokens of the answer.
    pub max_tokens: Option<u32>,
    /// Asks for JSON of this schema.
    pub json_schema: Option<Value>,
    /// Stable over attempts of the same step; handed downstream where the vendor takes one.
    pub idempotency_key: Option<String>,
}

/// A model's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Completion {
    /// The text.
    pub text: String,
    /// Tokens counted by the vendor.
    pub usage: Usage,
    /// The vendor's word for why it stopped: `stop`, `length` …
    pub finish_reason: String,
}

/// Tokens of one completion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of the prompt.
    pub input_tokens: u64,
    /// Tokens of the answer.
    pub output_tokens: u64,
}

/// A completion that failed. Never holds a key or an upstream body.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ModelError {
    /// For the retry rule; the upstream's class is kept.
    pub class: ErrorClass,
    /// Stable code (`model_not_found`, `rate_limited` …).
    pub code: &'static str,
    /// What happened and what to try.
    pub message: String,
    /// Milliseconds the vendor asked us to wait.
    pub retry_after_ms: Option<u64>,
}

/// Answers completions.
#[async_trait]
pub trait ModelProvider: Send + Sync + 'static {
    /// One completion, whole.
    async fn complete(&self, request: CompletionRequest) -> Result<Completion, ModelError>;

    /// Model keys that can be asked for now.
    fn models(&self) -> Vec<String>;
}
