//! Dead letters: runs that Apex gave up on, waiting for a decision.

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use domain::run::StepPath;
use serde::{Deserialize, Serialize};

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadLetterState {
    /// Waits for a decision.
    Open,
    /// Was replayed by another run.
    Replayed,
    /// Somebody decided to let it go.
    Discarded,
}

impl DeadLetterState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Replayed, Self::Discarded];

    /// The word used in the database, the API and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Replayed => "replayed",
            Self::Discarded => "discarded",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A run that Apex gave up on, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeadLetter {
    /// The run; also the letter's own id.
    pub run_id: RunId,
    /// Its workflow.
    pub workflow_id: WorkflowId,
    /// The workflow's name now.
    pub workflow_name: String,
    /// Whether the workflow was deleted: then the run can't be replayed.
    pub workflow_deleted: bool,
    /// The step that failed for good; none when the run failed as a whole.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub step_id: Option<StepPath>,
    /// Stable code of the cause.
    pub code: String,
    /// The cause in a sentence.
    pub message: String,
    /// Attempts that the step had.
    pub attempts: u32,
    /// When Apex gave up.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub state: DeadLetterState,
    /// The run that replayed it.
    pub replayed_by: Option<RunId>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

/// Which dead letters of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeadLetterFilter {
    /// Only of this workflow.
    pub workflow_id: Option<WorkflowId>,
    /// Only with this cause.
    pub code: Option<String>,
    /// Only in this state.
    pub state: Option<DeadLetterState>,
}

/// Which open dead letters a bulk call is about: those named, or those that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChosenLetters {
    /// These runs, at most 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_ids: Option<Vec<RunId>>,
    /// Open letters that fit, the oldest first, at most 1,000 a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<OpenLetters>,
}

impl ChosenLetters {
    /// Most letters of one call.
    pub const MOST: usize = 1_000;
}

/// Open dead letters that fit all of this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OpenLetters {
    /// Only of this workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<WorkflowId>,
    /// Only with this cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// A part of the workflow's name or of the message, or a whole run id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only those given up before; so that what arrived after you looked stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<DateTime<Utc>>,
}
