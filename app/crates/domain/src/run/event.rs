//! The append-only journal of a run.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ApprovalRequest, RunError, RunStatus, StepError, StepPath};
use crate::id::{RunId, SignalId};

/// One entry of the journal. `seq` starts at 1 and has no gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunEvent {
    /// Position in the run's journal, from 1.
    pub seq: i64,
    /// When it happened, by the worker's clock.
    pub at: DateTime<Utc>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened. Serialised with its name in `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum EventKind {
    /// Accepted and stored.
    RunQueued,
    /// A worker took the run for the first time.
    RunStarted,
    /// A worker took it again: after a wait, a drain or the death of another worker.
    RunResumed,
    /// Nothing to do until `until`; the worker let go.
    RunParked {
        /// When the next thing is due.
        until: DateTime<Utc>,
    },
    /// Somebody asked for the end.
    CancelRequested,
    /// The run ends early; the steps that undo what was done follow, then the end.
    CompensationStarted {
        /// The status that the run will have.
        status: RunStatus,
        /// Why it ends.
        error: RunError,
        /// Steps whose effects are undone, in this order.
        steps: Vec<StepPath>,
    },
    /// Somebody outside said something to the run; it is kept until a step waits for it.
    SignalReceived {
        /// The step that it is for; none for whichever waits for the name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepPath>,
        /// The same id is taken once.
        signal: SignalId,
        /// What it is called.
        name: String,
        /// What it says.
        payload: Value,
    },
    /// The end.
    RunFinished {
        /// A final status.
        status: RunStatus,
        /// The run's output; null unless it succeeded.
        output: Value,
        /// Why it didn't succeed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<RunError>,
    },
    /// An attempt begins.
    StepStarted {
        /// Which step.
        step: StepPath,
        /// From 1.
        attempt: u32,
        /// The rendered settings, secrets redacted.
        input: Value,
    },
    /// The step has its result; it is never executed again.
    StepSucceeded {
        /// Which step.
        step: StepPath,
        /// The attempt that succeeded, from 1.
        attempt: u32,
        /// How long that attempt took.
        duration_ms: u64,
        /// `steps.<id>` from now on.
        output: Value,
        /// The port it left by.
        port: String,
    },
    /// An attempt failed and another follows.
    StepRetried {
        /// Which step.
        step: StepPath,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How long that attempt took.
        duration_ms: u64,
        /// Why.
        error: StepError,
        /// When the next attempt is due.
        until: DateTime<Utc>,
    },
    /// The last attempt failed.
    StepFailed {
        /// Which step.
        step: StepPath,
        /// Attempts it had.
        attempt: u32,
        /// How long the last attempt took.
        duration_ms: u64,
        /// Why.
        error: StepError,
        /// Whether the run goes on all the same (`onError: continue` or `branch`), and by which port.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        port: Option<String>,
    },
    /// No live edge leads to the step.
    StepSkipped {
        /// Which step.
        step: StepPath,
    },
    /// The step waits for a time.
    StepWaiting {
        /// Which step.
        step: StepPath,
        /// When it is due.
        until: DateTime<Utc>,
    },
    /// The step waits for a signal.
    SignalAwaited {
        /// Which step.
        step: StepPath,
        /// What the signal is called.
        name: String,
        /// Until when; none waits for ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<Utc>>,
    },
    /// The step waits for a person.
    ApprovalRequested {
        /// Which step.
        step: StepPath,
        /// What they are asked.
        approval: Box<ApprovalRequest>,
    },
    /// Nobody has answered for long: others are asked too.
    ApprovalEscalated {
        /// Which step.
        step: StepPath,
        /// Whom.
        to: Vec<String>,
    },
    /// The step has started another workflow.
    ChildStarted {
        /// Which step.
        step: StepPath,
        /// The run of the other workflow.
        run: RunId,
        /// Whether the step waits for its end.
        wait: bool,
    },
    /// One more turn of a loop that asks before each.
    IterationStarted {
        /// The loop's step.
        step: StepPath,
        /// From 0.
        index: u32,
    },
    /// The step ended because the run did.
    StepCancelled {
        /// Which step.
        step: StepPath,
    },
    /// A loop knows its items; they are recorded so that a restart sees the same ones.
    LoopStarted {
        /// The loop's step.
        step: StepPath,
        /// The items, in order.
        items: Vec<Value>,
    },
    /// A line for people.
    Log {
        /// The step that wrote it; none for the run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepPath>,
        /// How loud.
        level: LogLevel,
        /// The line, at most [`crate::limits::MAX_LOG_CHARS`] characters, secrets redacted.
        message: String,
    },
}

impl EventKind {
    /// The step it is about.
    #[must_use]
    pub fn step(&self) -> Option<&StepPath> {
        match self {
            Self::RunQueued
            | Self::RunStarted
            | Self::RunResumed
            | Self::RunParked { .. }
            | Self::CancelRequested
            | Self::CompensationStarted { .. }
            | Self::RunFinished { .. } => None,
            Self::StepStarted { step, .. }
            | Self::StepSucceeded { step, .. }
            | Self::StepRetried { step, .. }
            | Self::StepFailed { step, .. }
            | Self::StepSkipped { step }
            | Self::StepWaiting { step, .. }
            | Self::StepCancelled { step }
            | Self::SignalAwaited { step, .. }
            | Self::ApprovalRequested { step, .. }
            | Self::ApprovalEscalated { step, .. }
            | Self::ChildStarted { step, .. }
            | Self::IterationStarted { step, .. }
            | Self::LoopStarted { step, .. } => Some(step),
            Self::Log { step, .. } | Self::SignalReceived { step, .. } => step.as_ref(),
        }
    }

    /// The name of the server-sent event: `run`, `step` or `log`.
    #[must_use]
    pub fn channel(&self) -> &'static str {
        match self {
            Self::RunQueued
            | Self::RunStarted
            | Self::RunResumed
            | Self::RunParked { .. }
            | Self::CancelRequested
            | Self::CompensationStarted { .. }
            | Self::SignalReceived { .. }
            | Self::RunFinished { .. } => "run",
            Self::StepStarted { .. }
            | Self::StepSucceeded { .. }
            | Self::StepRetried { .. }
            | Self::StepFailed { .. }
            | Self::StepSkipped { .. }
            | Self::StepWaiting { .. }
            | Self::StepCancelled { .. }
            | Self::SignalAwaited { .. }
            | Self::ApprovalRequested { .. }
            | Self::ApprovalEscalated { .. }
            | Self::ChildStarted { .. }
            | Self::IterationStarted { .. }
            | Self::LoopStarted { .. } => "step",
            Self::Log { .. } => "log",
        }
    }
}

/// How loud a log line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// For the author only.
    Debug,
    /// The normal voice.
    #[default]
    Info,
    /// Worth a look.
    Warn,
    /// Something failed.
    Error,
}

impl LogLevel {
    /// The word used in the API and CSS.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}
