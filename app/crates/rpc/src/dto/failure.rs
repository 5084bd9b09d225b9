//! Failure analysis: what fails, where, why, how often, and since when.

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use domain::run::StepPath;
use serde::{Deserialize, Serialize};

/// Which failures are looked at: those of runs that were accepted in a span of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FailureQuery {
    /// From when; without it `hours` before `to`.
    pub from: Option<DateTime<Utc>>,
    /// Until when, exclusive; without it now.
    pub to: Option<DateTime<Utc>>,
    /// The length of the span where `from` is not given; a week without it.
    pub hours: Option<u32>,
    /// Only of this workflow.
    pub workflow_id: Option<WorkflowId>,
}

impl FailureQuery {
    /// Longest span, in days.
    pub const MAX_DAYS: i64 = 92;
    /// The span that is looked at when nothing is said, in hours.
    pub const USUAL_HOURS: u32 = 7 * 24;
}

/// The width of one point of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailureBucket {
    /// An hour, in spans of up to two days.
    Hour,
    /// A day (UTC).
    Day,
}

/// `GET /failures`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailureReport {
    /// From when, at the beginning of a bucket.
    pub from: DateTime<Utc>,
    /// Until when, exclusive.
    pub to: DateTime<Utc>,
    /// The width of one point of the trends.
    pub bucket: FailureBucket,
    /// All runs accepted in the span.
    pub runs: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Runs that Apex gave up on.
    pub dead: u64,
    /// How it went over time; one point a bucket, without gaps.
    pub trend: Vec<FailurePoint>,
    /// The most frequent causes, at most 50.
    pub causes: Vec<FailureCause>,
    /// The workflows that fail most, at most 20.
    pub workflows: Vec<FailingWorkflow>,
}

/// One point of the trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailurePoint {
    /// The bucket's begin.
    pub at: DateTime<Utc>,
    /// Runs accepted in it.
    pub runs: u64,
    /// Of those, failed.
    pub failed: u64,
    /// Of those, given up.
    pub dead: u64,
}

/// Failures of one node with one code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailureCause {
    /// The workflow.
    pub workflow_id: WorkflowId,
    /// Its name now.
    pub workflow_name: String,
    /// The node, inside loops `each.fetch`; none when runs failed as a whole.
    pub node_id: Option<String>,
    /// What the node was called in the example.
    pub node_title: Option<String>,
    /// Stable code of the cause.
    pub code: String,
    /// Runs that ended by it.
    pub count: u64,
    /// Of those, given up.
    pub dead: u64,
    /// Of all failures in the span, from 0 to 1.
    pub share: f64,
    /// Attempts that the step had, all runs together.
    pub attempts: u64,
    /// When it was last seen.
    pub last_seen: DateTime<Utc>,
    /// The newest run that ended by it.
    pub example_run_id: RunId,
    /// The step of that run.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub example_step_id: Option<StepPath>,
    /// The words of that run.
    pub message: String,
    /// How often in each bucket of the report's trend.
    pub trend: Vec<u64>,
}

/// How often the runs of one workflow fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FailingWorkflow {
    /// The workflow.
    pub workflow_id: WorkflowId,
    /// Its name now.
    pub workflow_name: String,
    /// Runs accepted in the span.
    pub runs: u64,
    /// Of those, failed or given up.
    pub failures: u64,
    /// Failures of its runs, from 0 to 1.
    pub rate: f64,
}
