//! One dead letter.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use domain::run::StepPath;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::DbError;

/// What became of a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterState {
    /// Waits for a decision.
    Open,
    /// Another run replays it.
    Replayed,
    /// Somebody let it go.
    Discarded,
}

impl LetterState {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Open, Self::Replayed, Self::Discarded];

    /// The word used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Replayed => "replayed",
            Self::Discarded => "discarded",
        }
    }
}

impl fmt::Display for LetterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no state of a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of open, replayed, discarded")]
pub struct UnknownLetterState(String);

impl FromStr for LetterState {
    type Err = UnknownLetterState;

    fn from_str(text: &str) -> Result<Self, UnknownLetterState> {
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| UnknownLetterState(text.chars().take(40).collect()))
    }
}

/// A dead letter with the name of its workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRecord {
    /// The run that was given up.
    pub run: RunId,
    /// Its workflow.
    pub workflow: WorkflowId,
    /// What the workflow is called now.
    pub workflow_name: String,
    /// Whether the workflow was put away.
    pub archived: bool,
    /// The step that failed for good.
    pub step: Option<StepPath>,
    /// Code of the cause.
    pub code: String,
    /// The cause in words.
    pub message: String,
    /// Attempts that the step had.
    pub attempts: u32,
    /// When the run was given up.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub state: LetterState,
    /// The run that replays it.
    pub replayed_by: Option<RunId>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

/// The columns of [`LetterRow`], of `dead_letters AS d` and `workflows AS w`.
macro_rules! letter_columns {
    () => {
        "d.run_id, d.workflow_id, w.name AS workflow_name, w.archived_at IS NOT NULL AS archived, d.step, d.code,
         d.message, d.attempts, d.at, d.state, d.replayed_by, d.decided_at "
    };
}
pub(super) use letter_columns;

#[derive(FromQueryResult)]
pub(super) struct LetterRow {
    run_id: Uuid,
    workflow_id: Uuid,
    workflow_name: String,
    archived: bool,
    step: Option<String>,
    code: String,
    message: String,
    attempts: i32,
    at: DateTime<Utc>,
    state: String,
    replayed_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
}

impl TryFrom<LetterRow> for LetterRecord {
    type Error = DbError;

    fn try_from(row: LetterRow) -> Result<Self, DbError> {
        let step = row.step.map(|path| path.parse()).transpose();
        Ok(Self {
            run: RunId::from_uuid(row.run_id),
            workflow: WorkflowId::from_uuid(row.workflow_id),
            workflow_name: row.workflow_name,
            archived: row.archived,
            step: step.map_err(|error| DbError::corrupt("dead letter", error))?,
            code: row.code,
            message: row.message,
            attempts: row.attempts.unsigned_abs(),
            at: row.at,
            state: state_of(&row.state)?,
            replayed_by: row.replayed_by.map(RunId::from_uuid),
            decided_at: row.decided_at,
        })
    }
}

pub(super) fn state_of(word: &str) -> Result<LetterState, DbError> {
    word.parse()
        .map_err(|error: UnknownLetterState| DbError::corrupt("dead letter", error))
}
