//! A journal for tests, written as a story: what happened, and how many milliseconds after the begin.

use chrono::{DateTime, TimeDelta, Utc};
use domain::run::error::{ErrorClass, StepError};
use domain::run::{EventKind, RunEvent, RunState, RunStatus, StepPath};
use serde_json::{Value, json};

use super::bars::Axis;

/// The story.
pub(super) struct Journal {
    events: Vec<RunEvent>,
    now: i64,
}

impl Journal {
    /// A run that was queued and begun.
    pub(super) fn started() -> Self {
        let empty = Self {
            events: Vec::new(),
            now: 0,
        };
        empty.and(0, EventKind::RunQueued).and(0, EventKind::RunStarted)
    }

    pub(super) fn and(mut self, at: i64, kind: EventKind) -> Self {
        self.events.push(RunEvent {
            seq: i64::try_from(self.events.len()).unwrap() + 1,
            at: begin() + TimeDelta::milliseconds(at),
            kind,
        });
        self.now = self.now.max(at);
        self
    }

    /// Time goes on without anything happening.
    pub(super) fn now(mut self, at: i64) -> Self {
        self.now = at;
        self
    }

    pub(super) fn begins(self, at: i64, step: &str, attempt: u32) -> Self {
        let kind = EventKind::StepStarted {
            step: path(step),
            attempt,
            input: json!({}),
        };
        self.and(at, kind)
    }

    pub(super) fn succeeds(self, at: i64, step: &str, attempt: u32) -> Self {
        let kind = EventKind::StepSucceeded {
            step: path(step),
            attempt,
            duration_ms: 1,
            output: json!({"by": step}),
            port: "out".to_owned(),
        };
        self.and(at, kind)
    }

    pub(super) fn retries(self, at: i64, step: &str, attempt: u32, due: i64) -> Self {
        let kind = EventKind::StepRetried {
            step: path(step),
            attempt,
            duration_ms: 1,
            error: StepError::new(ErrorClass::Upstream, "http_status", "It answered 503."),
            until: begin() + TimeDelta::milliseconds(due),
        };
        self.and(at, kind)
    }

    pub(super) fn fails(self, at: i64, step: &str, attempt: u32) -> Self {
        let kind = EventKind::StepFailed {
            step: path(step),
            attempt,
            duration_ms: 1,
            error: StepError::new(ErrorClass::Refused, "http_status", "It answered 404."),
            port: None,
        };
        self.and(at, kind)
    }

    pub(super) fn skips(self, at: i64, step: &str) -> Self {
        self.and(at, EventKind::StepSkipped { step: path(step) })
    }

    pub(super) fn waits(self, at: i64, step: &str, due: i64) -> Self {
        let kind = EventKind::StepWaiting {
            step: path(step),
            until: begin() + TimeDelta::milliseconds(due),
        };
        self.and(at, kind)
    }

    pub(super) fn loops(self, at: i64, step: &str, items: Vec<Value>) -> Self {
        let kind = EventKind::LoopStarted {
            step: path(step),
            items,
        };
        self.and(at, kind)
    }

    pub(super) fn ends(self, at: i64, status: RunStatus) -> Self {
        let kind = EventKind::RunFinished {
            status,
            output: Value::Null,
            error: None,
        };
        self.and(at, kind)
    }

    pub(super) fn state(&self) -> RunState {
        RunState::from_events(&self.events)
    }

    pub(super) fn axis(&self) -> Axis {
        Axis {
            begin: begin(),
            now: begin() + TimeDelta::milliseconds(self.now),
        }
    }
}

fn begin() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_640_000, 0).unwrap()
}

fn path(step: &str) -> StepPath {
    step.parse().unwrap()
}
