//! The state of one step execution. It changes only by journal events, live and in replay alike.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::graph::COMPENSATE_PORT;
use domain::id::RunId;
use domain::run::{EventKind, StepError, StepPath, StepStatus};
use serde_json::{Value, json};

use super::Program;
use super::awaiting::Awaiting;
use super::frame::Frame;
use super::looping::Loop;
use super::program::Cell;
use super::turning::Turns;

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
    /// The event by which it ended.
    pub(super) ended: i64,
    /// The run that it waits for, or waited for when it was cancelled.
    pub(super) child: Option<RunId>,
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
    /// Somebody is to say something.
    Awaiting(Box<Awaiting>),
    Looping(Box<Loop>),
    /// A loop that asks before each turn.
    Turning(Box<Turns>),
    Done(StepStatus),
}

impl Slot {
    /// Whether an edge by `port` is live; none while the step is undecided.
    pub(super) fn leaves_by(&self, port: &str) -> Option<bool> {
        match &self.phase {
            // it leads on only when the machine undoes
            Phase::Done(_) if port == COMPENSATE_PORT => Some(self.succeeded()),
            Phase::Done(_) => Some(self.port.as_deref() == Some(port)),
            Phase::Pending
            | Phase::Started
            | Phase::Pausing(_)
            | Phase::Waiting(_)
            | Phase::Awaiting(_)
            | Phase::Looping(_)
            | Phase::Turning(_) => None,
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

    /// The graph of an iteration that is open.
    pub(super) fn inner(&self, iteration: usize) -> Option<&Frame> {
        match &self.phase {
            Phase::Looping(each) => each.frames.get(&iteration),
            Phase::Turning(turns) => turns.open_frame(iteration),
            Phase::Pending
            | Phase::Started
            | Phase::Pausing(_)
            | Phase::Waiting(_)
            | Phase::Awaiting(_)
            | Phase::Done(_) => None,
        }
    }

    /// The same to change it; it comes into being when it may.
    pub(super) fn inner_mut(&mut self, iteration: usize, of: &StepPath, body: &Arc<Program>) -> Option<&mut Frame> {
        match &mut self.phase {
            Phase::Looping(each) => each.frame(iteration, of, body),
            Phase::Turning(turns) => turns.frame(iteration, of, body),
            Phase::Pending
            | Phase::Started
            | Phase::Pausing(_)
            | Phase::Waiting(_)
            | Phase::Awaiting(_)
            | Phase::Done(_) => None,
        }
    }

    /// Takes the graphs of all open iterations away.
    pub(super) fn take_inner(&mut self) -> Vec<Frame> {
        match &mut self.phase {
            Phase::Looping(each) => std::mem::take(&mut each.frames).into_values().collect(),
            Phase::Turning(turns) => turns.take_frame().into_iter().collect(),
            Phase::Pending
            | Phase::Started
            | Phase::Pausing(_)
            | Phase::Waiting(_)
            | Phase::Awaiting(_)
            | Phase::Done(_) => Vec::new(),
        }
    }

    /// Milliseconds since the wait or the loop began.
    pub(super) fn elapsed_ms(&self, now: DateTime<Utc>) -> u64 {
        self.since
            .and_then(|since| u64::try_from((now - since).num_milliseconds()).ok())
            .unwrap_or(0)
    }

    /// The one place where a step changes.
    pub(super) fn apply(&mut self, (seq, at): (i64, DateTime<Utc>), kind: &EventKind, cell: &Cell) {
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
                self.child = None;
                self.ended = seq;
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
                self.child = None;
                self.ended = seq;
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
                self.phase = Phase::Looping(Box::new(Loop::new(items, cell.width, cell.collects)));
            }
            EventKind::IterationStarted { index, .. } => self.begin_turn(at, *index),
            EventKind::SignalAwaited { name, until, .. } => self.wait_for(at, Awaiting::signal(name, *until)),
            EventKind::ApprovalRequested { approval, .. } => self.wait_for(at, Awaiting::approval(approval)),
            EventKind::ApprovalEscalated { .. } => {
                if let Phase::Awaiting(awaiting) = &mut self.phase {
                    awaiting.escalate = None;
                }
            }
            EventKind::ChildStarted { run, wait: true, .. } => {
                self.child = Some(*run);
                self.wait_for(at, Awaiting::child(*run));
            }
            EventKind::RunQueued
            | EventKind::RunStarted
            | EventKind::RunResumed
            | EventKind::RunParked { .. }
            | EventKind::CancelRequested
            | EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::ChildStarted { wait: false, .. }
            | EventKind::RunFinished { .. }
            | EventKind::Log { .. } => {}
        }
    }

    fn wait_for(&mut self, at: DateTime<Utc>, awaiting: Awaiting) {
        self.since = Some(at);
        self.phase = Phase::Awaiting(Box::new(awaiting));
    }

    fn begin_turn(&mut self, at: DateTime<Utc>, index: u32) {
        match &mut self.phase {
            Phase::Turning(turns) => turns.begin(index),
            Phase::Pending
            | Phase::Started
            | Phase::Pausing(_)
            | Phase::Waiting(_)
            | Phase::Awaiting(_)
            | Phase::Looping(_)
            | Phase::Done(_) => {
                self.since = Some(at);
                let mut turns = Turns::new();
                turns.begin(index);
                self.phase = Phase::Turning(Box::new(turns));
            }
        }
    }
}
