//! Runs, their steps and logs.

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, WorkflowId, WorkflowVersionId};
use domain::run::{LogLevel, RunError, RunEvent, RunMode, RunStatus, StepError, StepPath, StepStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::DeadLetterState;

/// `POST /runs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewRun {
    /// The version to run.
    pub workflow_version_id: WorkflowVersionId,
    /// The run's inputs; an object.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub inputs: Value,
    /// The same key with the same body gives the same run, with another body 409. 1 to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// `mock` touches nothing outside.
    #[serde(default)]
    pub mode: RunMode,
}

/// `POST /workflows/{id}/run`: the current version.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRun {
    /// The run's inputs; an object.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub inputs: Value,
    /// As in `POST /runs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// `mock` touches nothing outside.
    #[serde(default)]
    pub mode: RunMode,
}

/// Answer to `POST /runs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunCreated {
    /// The run.
    pub run_id: RunId,
}

/// `GET /runs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunBody {
    /// The run.
    pub id: RunId,
    /// Where it stands.
    pub status: RunStatus,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The pinned version.
    pub workflow_version_id: WorkflowVersionId,
    /// The run that it replays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<RunId>,
    /// The run whose step started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_run_id: Option<RunId>,
    /// That step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub parent_step: Option<StepPath>,
    /// Runs that its steps have started, the oldest first, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildBody>,
    /// The run's output; null until it succeeded.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub output: Value,
    /// Why it didn't succeed: at which step, why, after how many attempts.
    pub error: Option<RunError>,
    /// Steps in the order in which they began.
    pub steps: Vec<StepBody>,
    /// Log lines in order.
    pub logs: Vec<LogBody>,
}

/// A step of `GET /runs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepBody {
    /// Unique in the run: the node's id, inside loops `loop.2.node`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: StepPath,
    /// The node.
    pub node_id: String,
    /// Where it stands.
    pub status: StepStatus,
    /// From the first attempt's begin to the step's end; none while it is under way.
    pub duration_ms: Option<u64>,
    /// Attempts begun.
    pub attempts: u32,
    /// The step's output; null until it succeeded.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub output: Value,
    /// Why its last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<StepError>,
    /// The signal that it waits for now; `approval` where a person is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<String>,
    /// Until when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// Where an outside system sends the signal with a `POST`, once and without a key: a secret, shown to those who may
    /// start runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_path: Option<String>,
}

/// A run that a step of `GET /runs/{id}` has started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChildBody {
    /// The step.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step_id: StepPath,
    /// The run.
    pub run_id: RunId,
    /// Its workflow's name now.
    pub workflow_name: String,
    /// Where it stands.
    pub status: RunStatus,
}

/// A log line of `GET /runs/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LogBody {
    /// When.
    pub ts: DateTime<Utc>,
    /// How loud.
    pub level: LogLevel,
    /// The text.
    pub msg: String,
    /// The step that wrote it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub step_id: Option<StepPath>,
}

/// Which runs of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunFilter {
    /// Only this status.
    pub status: Option<RunStatus>,
    /// Only this workflow.
    pub workflow_id: Option<WorkflowId>,
    /// Only what this has started: `manual`, `api`, `webhook` …
    pub trigger: Option<String>,
    /// Whether runs that steps of other runs have started are left out.
    pub without_children: bool,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunHeader {
    /// The run.
    pub id: RunId,
    /// Its workflow.
    pub workflow_id: WorkflowId,
    /// The workflow's name now.
    pub workflow_name: String,
    /// The pinned version.
    pub workflow_version_id: WorkflowVersionId,
    /// The version's number; none for a draft that was only run.
    pub version: Option<i32>,
    /// Where it stands.
    pub status: RunStatus,
    /// Live or mock.
    pub mode: RunMode,
    /// What started it: `manual`, `api`, `cli`, `replay` …
    pub trigger: String,
    /// The run that it replays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<RunId>,
    /// The run whose step started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_run_id: Option<RunId>,
    /// That step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub parent_step: Option<StepPath>,
    /// When it was accepted.
    pub queued_at: DateTime<Utc>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// From begin to end; none while it is under way.
    pub duration_ms: Option<u64>,
    /// Why it didn't succeed.
    pub error: Option<RunError>,
}

/// Everything a run page shows: header, document, inputs and the journal so far, which the page folds and then keeps
/// in step from the event stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDetail {
    /// As in the list.
    pub header: RunHeader,
    /// The pinned version's document.
    pub graph: Workflow,
    /// What the run was started with.
    pub inputs: Value,
    /// The journal so far.
    pub events: Vec<RunEvent>,
    /// Runs that replay this one, the newest first, at most 10.
    #[serde(default)]
    pub replayed_by: Vec<RunId>,
    /// What became of the run's dead letter; none for a run that was not given up.
    #[serde(default)]
    pub dead_letter: Option<DeadLetterState>,
}

/// Runs by status, for the dashboard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunCounts {
    /// Queued, running or waiting now.
    pub active: u64,
    /// Ended well in the last 24 hours.
    pub succeeded: u64,
    /// Failed or dead in the last 24 hours.
    pub failed: u64,
    /// Dead letters that wait for a decision, counted up to 10,000.
    #[serde(default)]
    pub dead_letters: u64,
    /// Questions to people that can be answered now, counted up to 10,000.
    #[serde(default)]
    pub approvals: u64,
    /// Median duration of the runs that ended in the last 24 hours, in milliseconds.
    pub median_ms: Option<u64>,
}
