//! What is known of a run without its journal.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, RunId, UserId, WorkflowId, WorkflowVersionId};
use domain::run::{RunError, RunMode, RunStatus, StepPath};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::DbError;

/// What started a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A person, in the browser.
    Manual,
    /// A program, over the API.
    Api,
    /// The command line.
    Cli,
    /// A schedule.
    Schedule,
    /// A webhook.
    Webhook,
    /// A person or program that asked for another try.
    Retry,
    /// Another workflow's failed run.
    Error,
    /// A step of another run.
    SubWorkflow,
    /// A run that goes on from what another one has recorded.
    Replay,
}

impl Trigger {
    /// Every value.
    pub const ALL: &'static [Self] = &[
        Self::Manual,
        Self::Api,
        Self::Cli,
        Self::Schedule,
        Self::Webhook,
        Self::Retry,
        Self::Error,
        Self::SubWorkflow,
        Self::Replay,
    ];

    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Schedule => "schedule",
            Self::Webhook => "webhook",
            Self::Retry => "retry",
            Self::Error => "error",
            Self::SubWorkflow => "sub_workflow",
            Self::Replay => "replay",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no trigger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of manual, api, cli, schedule, webhook, retry, error, sub_workflow, replay")]
pub struct UnknownTrigger(String);

impl FromStr for Trigger {
    type Err = UnknownTrigger;

    fn from_str(text: &str) -> Result<Self, UnknownTrigger> {
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| UnknownTrigger(text.chars().take(40).collect()))
    }
}

/// How urgent a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Somebody watches.
    Interactive,
    /// The usual.
    #[default]
    Normal,
    /// Many at once; may wait.
    Bulk,
}

impl Lane {
    /// The number in the queue; lower goes first.
    #[must_use]
    pub const fn number(self) -> i16 {
        match self {
            Self::Interactive => 0,
            Self::Normal => 1,
            Self::Bulk => 2,
        }
    }
}

/// A run without inputs, output and journal.
#[derive(Debug, Clone, PartialEq)]
pub struct RunHeader {
    /// The run's id.
    pub id: RunId,
    /// The workflow.
    pub workflow: WorkflowId,
    /// What the workflow is called now.
    pub workflow_name: String,
    /// The pinned version.
    pub version: WorkflowVersionId,
    /// That version's number; none for a draft that was only run.
    pub version_number: Option<i32>,
    /// Where the run stands.
    pub status: RunStatus,
    /// Live or mock.
    pub mode: RunMode,
    /// What started it.
    pub trigger: Trigger,
    /// When it was accepted.
    pub queued_at: DateTime<Utc>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The run that it replays.
    pub replay_of: Option<RunId>,
    /// The run whose step started it, and that step.
    pub parent: Option<(RunId, StepPath)>,
    /// The person who started it.
    pub created_by_user: Option<UserId>,
    /// The key that started it.
    pub created_by_key: Option<ApiKeyId>,
    /// The request that started it.
    pub request_id: Option<String>,
    /// The last `seq` of its journal.
    pub last_seq: i64,
    /// When somebody asked for the end.
    pub cancel_requested_at: Option<DateTime<Utc>>,
    /// How often a worker died while it held the run.
    pub crashes: u32,
    /// Why it didn't succeed.
    pub error: Option<RunError>,
}

/// A run without its journal.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// All but inputs and output.
    pub header: RunHeader,
    /// Checked inputs, defaults filled in.
    pub inputs: Value,
    /// The output; null until it succeeded.
    pub output: Value,
}

/// A run's row with its workflow's name.
#[derive(FromQueryResult)]
pub(super) struct HeaderRow {
    id: Uuid,
    workflow_id: Uuid,
    workflow_name: String,
    workflow_version_id: Uuid,
    version: Option<i32>,
    status: String,
    mode: String,
    trigger: String,
    queued_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    replay_of: Option<Uuid>,
    parent_run_id: Option<Uuid>,
    parent_step: Option<String>,
    created_by_user: Option<Uuid>,
    created_by_key: Option<Uuid>,
    request_id: Option<String>,
    last_seq: i64,
    cancel_requested_at: Option<DateTime<Utc>>,
    crashes: i32,
    error: Option<Value>,
}

/// The columns of [`HeaderRow`], of `runs AS r` and `workflows AS w`.
macro_rules! header_columns {
    () => {
        "r.id, r.workflow_id, w.name AS workflow_name, r.workflow_version_id, r.version, r.status, r.mode, r.trigger,
         r.queued_at, r.started_at, r.finished_at, r.replay_of, r.parent_run_id, r.parent_step, r.created_by_user, r.created_by_key, r.request_id,
         r.last_seq, r.cancel_requested_at, r.crashes, r.error "
    };
}
pub(super) use header_columns;

fn word<T: FromStr>(text: &str) -> Result<T, DbError>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().map_err(|error: T::Err| DbError::corrupt("run", error))
}

impl TryFrom<HeaderRow> for RunHeader {
    type Error = DbError;

    fn try_from(row: HeaderRow) -> Result<Self, DbError> {
        let error = row
            .error
            .filter(|error| !error.is_null())
            .map(serde_json::from_value)
            .transpose();
        let parent_step = row.parent_step.as_deref().map(word).transpose()?;
        Ok(Self {
            id: RunId::from_uuid(row.id),
            workflow: WorkflowId::from_uuid(row.workflow_id),
            workflow_name: row.workflow_name,
            version: WorkflowVersionId::from_uuid(row.workflow_version_id),
            version_number: row.version,
            status: word(&row.status)?,
            mode: word(&row.mode)?,
            trigger: word(&row.trigger)?,
            queued_at: row.queued_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            replay_of: row.replay_of.map(RunId::from_uuid),
            parent: row.parent_run_id.map(RunId::from_uuid).zip(parent_step),
            created_by_user: row.created_by_user.map(UserId::from_uuid),
            created_by_key: row.created_by_key.map(ApiKeyId::from_uuid),
            request_id: row.request_id,
            last_seq: row.last_seq,
            cancel_requested_at: row.cancel_requested_at,
            crashes: row.crashes.unsigned_abs(),
            error: error.map_err(|error| DbError::corrupt("run", error))?,
        })
    }
}
