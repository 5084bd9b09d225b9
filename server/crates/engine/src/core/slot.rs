//! The state of one step execution. It changes only by journal events, live and in replay alike.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::run::{EventKind, StepError, StepStatus};
use serde_json::{Value, json};

use super::looping::Loop;

/// The code of an attempt that ended with its worker.
pub(super) const WORKER_LOST: &str = "worker_lost";

#[derive(Debug, Default)]
pub(super) struct Slot {
    pub(super) phase: Phase,
    /// The attempt that the driver works on now; not rebuilt by a replay.
    pub(super) in_flight: Option<u32>,
    pub(super) attempts: u32,
    /// Attempts that ended with their worker: they are not the step's fault and don't use its retries up.
    pub(super) lost: u32,
    pub(super) output: Option<Arc<Value>>,
    pub(super) port: Option<String>,
    pub(super) error: Option<StepError>,
    /// When the wait or the loop began.
    pub(super) since: Option<DateTime<Utc>>,
}

/// Where the step stands according to the journal.
#[derive(Debug, Default)]
pub(super) enum Phase {
    #[default]
    Pending,
    /// An attempt is journaled as begun.
    Started,
    /// Between two attempts.
    Pausing(DateTime<Utc>),
    /// A `wait`.
    Waiting(DateTime<Utc>),
    Looping(Box<Loop>),
    Done(StepStatus),
}

impl Slot {
    /// Whether an edge by `port` is live; none while the step is undecided.
    pub(super) fn leaves_by(&self, port: &str) -> Option<bool> {
        match &self.phase {
            Phase::Done(_) => Some(self.port.as_deref() == Some(port)),
            Phase::Pending | Phase::Started | Phase::Pausing(_) | Phase::Waiting(_) | Phase::Looping(_) => None,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.phase, Phase::Done(_))
    }

    pub(super) fn succeeded(&self) -> bool {
        matches!(self.phase, Phase::Done(StepStatus::Succeeded))
    }

    /// Whether anything of it is under way.
    pub(super) fn begun(&self) -> bool {
        self.in_flight.is_some() || !matches!(self.phase, Phase::Pending | Phase::Done(_))
    }

    /// Milliseconds since the wait or the loop began.
    pub(super) fn elapsed_ms(&self, now: DateTime<Utc>) -> u64 {
        self.since
            .and_then(|since| u64::try_from((now - since).num_milliseconds()).ok())
            .unwrap_or(0)
    }

    /// The one place where a step changes. `width` is for loops.
    pub(super) fn apply(&mut self, at: DateTime<Utc>, kind: &EventKind, width: usize) {
        match kind {
            EventKind::StepStarted { attempt, .. } => {
                self.attempts = *attempt;
                self.phase = Phase::Started;
            }
            EventKind::StepSucceeded {
                attempt, output, port, ..
            } => {
                self.attempts = *attempt;
                self.output = Some(Arc::new(output.clone()));
                self.port = Some(port.clone());
                self.error = None;
                self.phase = Phase::Done(StepStatus::Succeeded);
            }
            EventKind::StepRetried {
                attempt, error, until, ..
            } => {
                self.attempts = *attempt;
                self.lost += u32::from(error.code == WORKER_LOST);
                self.error = Some(error.clone());
                self.phase = Phase::Pausing(*until);
            }
            EventKind::StepFailed {
                attempt, error, port, ..
            } => {
                self.attempts = *attempt;
                self.output = port.as_ref().map(|_| Arc::new(json!({ "error": error })));
                self.port.clone_from(port);
                self.error = Some(error.clone());
                self.phase = Phase::Done(StepStatus::Failed);
            }
            EventKind::StepSkipped { .. } => self.phase = Phase::Done(StepStatus::Skipped),
            EventKind::StepCancelled { .. } => self.phase = Phase::Done(StepStatus::Cancelled),
            EventKind::StepWaiting { until, .. } => {
                self.since = Some(at);
                self.phase = Phase::Waiting(*until);
            }
            EventKind::LoopStarted { items, .. } => {
                self.since = Some(at);
                self.phase = Phase::Looping(Box::new(Loop::new(items, width)));
            }
            EventKind::RunQueued
            | EventKind::RunStarted
            | EventKind::RunResumed
            | EventKind::RunParked { .. }
            | EventKind::CancelRequested
            | EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::SignalAwaited { .. }
            | EventKind::ApprovalRequested { .. }
            | EventKind::ApprovalEscalated { .. }
            | EventKind::ChildStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::RunFinished { .. }
            | EventKind::Log { .. } => {}
        }
    }
}
