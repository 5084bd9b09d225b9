//! The fold from journal to what people and the scheduler see.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde_json::Value;

use crate::id::RunId;

use super::{
    APPROVAL_SIGNAL, CHILD_SIGNAL, EventKind, LogLevel, RunError, RunEvent, RunStatus, StepError, StepPath, StepStatus,
};

/// A run as its journal tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunState {
    /// Where the run stands.
    pub status: RunStatus,
    /// When it was accepted.
    pub queued_at: Option<DateTime<Utc>>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The run's output; null until it succeeded.
    pub output: Value,
    /// Why it didn't succeed.
    pub error: Option<RunError>,
    /// Whether somebody asked for the end.
    pub cancel_requested: bool,
    /// Steps in the order in which they were first heard of.
    pub steps: IndexMap<StepPath, StepState>,
    /// Log lines in order.
    pub logs: Vec<LogLine>,
    /// The last event folded; 0 before the first.
    pub last_seq: i64,
}

/// A step as the journal tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepState {
    /// Where the step stands.
    pub status: StepStatus,
    /// Attempts begun so far.
    pub attempts: u32,
    /// When the first attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When the step ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it is due, while it waits.
    pub until: Option<DateTime<Utc>>,
    /// The rendered settings of the latest attempt.
    pub input: Value,
    /// The result; null until it succeeded. `{error}` when it failed and the run goes on.
    pub output: Value,
    /// The port it left by.
    pub port: Option<String>,
    /// Why the latest attempt failed.
    pub error: Option<StepError>,
    /// Recorded items of a loop.
    pub items: Option<Vec<Value>>,
    /// The run of the workflow that the step started.
    pub child: Option<RunId>,
    /// The signal that it waits for, or waited for.
    pub awaits: Option<String>,
    /// Begin and end of every attempt, for the timeline.
    pub spans: Vec<AttemptSpan>,
}

/// One attempt on the timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttemptSpan {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; none while it is under way.
    pub to: Option<DateTime<Utc>>,
    /// Whether it failed.
    pub failed: bool,
}

/// One log line.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// Its place in the journal.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// How loud.
    pub level: LogLevel,
    /// The text.
    pub message: String,
    /// The step that wrote it.
    pub step: Option<StepPath>,
}

impl Default for RunState {
    fn default() -> Self {
        Self {
            status: RunStatus::Queued,
            queued_at: None,
            started_at: None,
            finished_at: None,
            output: Value::Null,
            error: None,
            cancel_requested: false,
            steps: IndexMap::new(),
            logs: Vec::new(),
            last_seq: 0,
        }
    }
}

impl Default for StepState {
    fn default() -> Self {
        Self {
            status: StepStatus::Queued,
            attempts: 0,
            started_at: None,
            finished_at: None,
            until: None,
            input: Value::Null,
            output: Value::Null,
            port: None,
            error: None,
            items: None,
            child: None,
            awaits: None,
            spans: Vec::new(),
        }
    }
}

impl StepState {
    /// Milliseconds from the first attempt's begin to the step's end; none while it is under way.
    #[must_use]
    pub fn duration_ms(&self) -> Option<u64> {
        let span = self.finished_at? - self.started_at?;
        u64::try_from(span.num_milliseconds()).ok()
    }

    fn begin(&mut self, at: DateTime<Utc>, attempt: u32, input: &Value) {
        self.status = StepStatus::Running;
        self.attempts = attempt;
        self.started_at.get_or_insert(at);
        self.until = None;
        self.input = input.clone();
        self.spans.push(AttemptSpan {
            from: at,
            to: None,
            failed: false,
        });
    }

    fn await_signal(&mut self, at: DateTime<Utc>, name: &str, until: Option<DateTime<Utc>>) {
        self.status = StepStatus::Waiting;
        self.started_at.get_or_insert(at);
        self.awaits = Some(name.to_owned());
        self.until = until;
    }

    fn close_span(&mut self, at: DateTime<Utc>, failed: bool) {
        if let Some(span) = self.spans.last_mut().filter(|span| span.to.is_none()) {
            span.to = Some(at);
            span.failed = failed;
        }
    }

    fn end(&mut self, at: DateTime<Utc>, status: StepStatus) {
        self.close_span(at, status == StepStatus::Failed);
        self.status = status;
        self.until = None;
        self.finished_at = Some(at);
    }
}

impl RunState {
    /// Folds a whole journal.
    pub fn from_events<'a>(events: impl IntoIterator<Item = &'a RunEvent>) -> Self {
        let mut state = Self::default();
        for event in events {
            state.apply(event);
        }
        state
    }

    /// Folds one event. An event that was folded before (by `seq`) changes nothing, so that a stream may repeat
    /// itself after a reconnect.
    pub fn apply(&mut self, event: &RunEvent) {
        if event.seq <= self.last_seq {
            return;
        }
        self.last_seq = event.seq;
        let at = event.at;
        match &event.kind {
            EventKind::RunQueued => self.queued_at = Some(at),
            EventKind::RunStarted | EventKind::RunResumed => {
                self.status = RunStatus::Running;
                self.started_at.get_or_insert(at);
            }
            EventKind::RunParked { .. } => self.status = RunStatus::Waiting,
            EventKind::CancelRequested => self.cancel_requested = true,
            EventKind::RunFinished { status, output, error } => self.finish(at, *status, output, error.as_ref()),
            EventKind::StepStarted { step, attempt, input } => self.step(step).begin(at, *attempt, input),
            EventKind::StepSucceeded {
                step,
                attempt,
                output,
                port,
                ..
            } => {
                let step = self.step(step);
                step.attempts = *attempt;
                // pure steps are recorded by their result alone
                step.started_at.get_or_insert(at);
                step.output = output.clone();
                step.port = Some(port.clone());
                step.error = None;
                step.end(at, StepStatus::Succeeded);
            }
            EventKind::StepRetried {
                step,
                attempt,
                error,
                until,
                ..
            } => {
                let step = self.step(step);
                step.attempts = *attempt;
                step.started_at.get_or_insert(at);
                step.error = Some(error.clone());
                step.close_span(at, true);
                step.status = StepStatus::Waiting;
                step.until = Some(*until);
            }
            EventKind::StepFailed {
                step,
                attempt,
                error,
                port,
                ..
            } => {
                let step = self.step(step);
                step.attempts = *attempt;
                step.started_at.get_or_insert(at);
                step.error = Some(error.clone());
                step.port.clone_from(port);
                if port.is_some() {
                    step.output = serde_json::json!({ "error": error });
                }
                step.end(at, StepStatus::Failed);
            }
            EventKind::StepSkipped { step } => self.step(step).end(at, StepStatus::Skipped),
            EventKind::StepWaiting { step, until } => {
                let step = self.step(step);
                step.status = StepStatus::Waiting;
                step.started_at.get_or_insert(at);
                step.until = Some(*until);
            }
            EventKind::StepCancelled { step } => self.step(step).end(at, StepStatus::Cancelled),
            EventKind::SignalAwaited { step, name, until } => self.step(step).await_signal(at, name, *until),
            EventKind::ApprovalRequested { step, approval } => {
                self.step(step).await_signal(at, APPROVAL_SIGNAL, approval.until);
            }
            EventKind::ChildStarted { step, run, wait } => {
                let step = self.step(step);
                step.child = Some(*run);
                if *wait {
                    step.await_signal(at, CHILD_SIGNAL, None);
                }
            }
            EventKind::IterationStarted { step, .. } => {
                let step = self.step(step);
                step.status = StepStatus::Running;
                step.started_at.get_or_insert(at);
            }
            EventKind::CompensationStarted { .. }
            | EventKind::SignalReceived { .. }
            | EventKind::ApprovalEscalated { .. } => {}
            EventKind::LoopStarted { step, items } => {
                let step = self.step(step);
                step.status = StepStatus::Running;
                step.started_at.get_or_insert(at);
                step.items = Some(items.clone());
            }
            EventKind::Log { step, level, message } => self.logs.push(LogLine {
                seq: event.seq,
                at,
                level: *level,
                message: message.clone(),
                step: step.clone(),
            }),
        }
    }

    fn step(&mut self, path: &StepPath) -> &mut StepState {
        self.steps.entry(path.clone()).or_default()
    }

    fn finish(&mut self, at: DateTime<Utc>, status: RunStatus, output: &Value, error: Option<&RunError>) {
        self.status = status;
        self.finished_at = Some(at);
        self.output = output.clone();
        self.error = error.cloned();
    }
}
