//! Where expressions go whose cost is not bounded by their inputs.

use async_trait::async_trait;
use domain::expr::LocatedError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How the strings of the value are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxMode {
    /// Text with `{{ … }}` and blocks.
    Template,
    /// A bare expression.
    Expression,
}

/// One value to render.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SandboxJob {
    /// How strings are read.
    pub mode: SandboxMode,
    /// JSON whose strings are templates, or one string that is an expression.
    pub value: Value,
    /// `{inputs, steps, secrets, run, item, index}`.
    pub scope: Value,
}

/// Renders outside of the server's memory, under a memory limit and a deadline.
#[async_trait]
pub trait ExpressionSandbox: Send + Sync + 'static {
    /// Renders the job's value.
    async fn render(&self, job: SandboxJob) -> Result<Value, LocatedError>;
}
