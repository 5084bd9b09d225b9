//! Why runs fail: counted from the runs' rows by queries alone.
//!
//! A span of time is a span of ids (UUIDv7, so: of acceptance), which the indexes by status and by workflow give
//! without a walk over all runs.

mod causes;
mod trend;

pub use causes::{CauseRecord, causes};
pub use trend::{TrendRecord, WorkflowRuns, runs_of, trend};

use chrono::{DateTime, Utc};
use domain::id::WorkflowId;

/// Which runs are looked at.
#[derive(Debug, Clone)]
pub struct FailureSpan {
    /// The begin of every bucket and, last, the end of the last one; ascending.
    pub bounds: Vec<DateTime<Utc>>,
    /// Only of this workflow.
    pub workflow: Option<WorkflowId>,
}
