//! What goes through the pipes.

use domain::expr::LocatedError;
use ports::{SandboxJob, SandboxMode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A job with what it may spend.
#[derive(Debug, Serialize)]
pub(crate) struct Request<'j> {
    pub(crate) job: &'j SandboxJob,
    pub(crate) steps: u64,
    pub(crate) bytes: u64,
    pub(crate) output_bytes: usize,
}

/// A [`Request`] as the child reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct Received {
    pub(crate) job: ReceivedJob,
    pub(crate) steps: u64,
    pub(crate) bytes: u64,
    pub(crate) output_bytes: usize,
}

/// A job as the child reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct ReceivedJob {
    pub(crate) mode: SandboxMode,
    pub(crate) value: Value,
    pub(crate) scope: Value,
}

/// The child's answer.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Reply {
    /// The rendered value, or what was wrong.
    pub(crate) outcome: Result<Value, LocatedError>,
    /// Whether the child has grown and should be replaced.
    pub(crate) retire: bool,
}

/// Sent by the child once it has read a job: the deadline counts from here.
pub(crate) const STARTED: u8 = b'+';
