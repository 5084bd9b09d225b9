//! What is said to runs from outside.

use domain::id::{RunId, SignalId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /runs/{id}/signals`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSignal {
    /// The name that a step waits for: 1 to 64 letters, digits, `_`, `-` and `.`.
    pub name: String,
    /// The step's output; at most 64 KiB of JSON.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub payload: Value,
    /// Any text of 1 to 200 characters: the same id is said to a run once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Answer to `POST /runs/{id}/signals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignalSent {
    /// The run.
    pub run_id: RunId,
    /// The signal, as the run's journal names it.
    pub signal_id: SignalId,
    /// Whether it was said before: then nothing was changed.
    pub repeated: bool,
}

/// Where an outside system lets a waiting step go on, once, without a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResumeLink {
    /// `/hooks/resume/{token}`: a secret, send a `POST` there.
    pub path: String,
}
