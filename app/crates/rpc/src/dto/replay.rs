//! Replaying runs, and cancelling many at once.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use domain::id::{RunId, WorkflowId};
use domain::run::RunStatus;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a replay begins. Steps before it keep their recorded results and are not executed again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReplayFrom {
    /// Where the run failed or was stopped.
    #[default]
    Failed,
    /// At the beginning: nothing is kept.
    Start,
    /// At this step: it and whatever follows it is executed anew. Not yet known to be a step path.
    Step(String),
}

impl ReplayFrom {
    /// Stands before a step's path where the path alone could be taken for a word: `step:failed`.
    pub const STEP: &'static str = "step:";
}

impl FromStr for ReplayFrom {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "failed" => Self::Failed,
            "start" => Self::Start,
            path => Self::Step(path.strip_prefix(Self::STEP).unwrap_or(path).to_owned()),
        })
    }
}

impl fmt::Display for ReplayFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => f.write_str("failed"),
            Self::Start => f.write_str("start"),
            Self::Step(path) => write!(f, "{}{path}", Self::STEP),
        }
    }
}

impl Serialize for ReplayFrom {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReplayFrom {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `POST /runs/{id}/replay`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Replay {
    /// `failed` (the default): where the run failed or was stopped. `start`: from the beginning, nothing is kept.
    /// Otherwise the `id` of a step of the run (`step:failed` for a step that is itself called `failed` or `start`).
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String, default = "failed"))]
    pub from: ReplayFrom,
    /// Other inputs than the old run's; only with `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub inputs: Option<Value>,
    /// The same key with the same body gives the same replay, with another body 409. 1 to 200 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

/// `POST /runs/cancel`: the runs named, or those that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelRuns {
    /// These runs, at most 10,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_ids: Option<Vec<RunId>>,
    /// Runs that have not ended and fit, the oldest first, at most 10,000 a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ActiveRuns>,
}

impl CancelRuns {
    /// Most runs of one call.
    pub const MOST: usize = 10_000;
}

/// Runs that have not ended and fit all of this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ActiveRuns {
    /// Only with this status: `queued`, `running` or `waiting`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<RunStatus>,
    /// Only of this workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<WorkflowId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_is_called_like_a_word_can_still_be_named() {
        let read = |text: &str| text.parse::<ReplayFrom>().unwrap_or_default();
        assert_eq!(read("start"), ReplayFrom::Start);
        assert_eq!(read("step:start"), ReplayFrom::Step("start".to_owned()));
        assert_eq!(read("each.2.fetch"), ReplayFrom::Step("each.2.fetch".to_owned()));
        for from in [
            ReplayFrom::Failed,
            ReplayFrom::Start,
            ReplayFrom::Step("failed".to_owned()),
        ] {
            assert_eq!(read(&from.to_string()), from);
        }
    }
}
