//! Answers to calls about many runs at once: one item for each.

use domain::id::RunId;
use serde::{Deserialize, Serialize};

/// What became of one run of a bulk call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkOutcome {
    /// It is done.
    Done,
    /// It is stored, and happens as soon as the worker that holds the run hears of it.
    Accepted,
    /// It stood so before: nothing was changed.
    Unchanged,
    /// It can't be; `code` and `message` say why. Nothing was changed.
    Refused,
}

/// One run of a bulk call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BulkItem {
    /// The run.
    pub run_id: RunId,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// The run that replays it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_run_id: Option<RunId>,
    /// Why it was refused: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl BulkItem {
    /// An item without more to say.
    #[must_use]
    pub fn new(run_id: RunId, outcome: BulkOutcome) -> Self {
        Self {
            run_id,
            outcome,
            new_run_id: None,
            code: None,
            message: None,
        }
    }

    /// The same with the run that replays it.
    #[must_use]
    pub fn replayed_by(mut self, run: RunId) -> Self {
        self.new_run_id = Some(run);
        self
    }

    /// An item that was refused.
    #[must_use]
    pub fn refused(run_id: RunId, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code.to_owned()),
            message: Some(message.into()),
            ..Self::new(run_id, BulkOutcome::Refused)
        }
    }
}

/// Answer to a bulk call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BulkAnswer {
    /// One item a run, in the order asked for; a run named twice is answered once.
    pub items: Vec<BulkItem>,
    /// Whether more runs fit the filter than one call takes: call again.
    pub more: bool,
}

impl BulkAnswer {
    /// How many items came to this.
    #[must_use]
    pub fn count(&self, outcome: BulkOutcome) -> usize {
        self.items.iter().filter(|item| item.outcome == outcome).count()
    }
}
