//! The journal as columns, and what a batch of events means for the run's row.

use chrono::{DateTime, Utc};
use domain::run::{EventKind, RunEvent, RunStatus};
use ports::RunRef;
use sea_orm::{FromQueryResult, Value};

use crate::DbError;
use crate::payloads::{Object, lift};

/// Events as arrays, one a column, for `unnest`.
#[derive(Debug, Default, Clone)]
pub(crate) struct EventColumns {
    seq: Vec<i64>,
    at: Vec<DateTime<Utc>>,
    kind: Vec<String>,
    /// Empty for none: an array of SeaORM holds no nulls.
    step: Vec<String>,
    body: Vec<String>,
    /// Bytes that lie in the object store.
    outside: usize,
}

impl EventColumns {
    /// Every event whole.
    pub(crate) fn of(events: &[RunEvent]) -> Result<Self, DbError> {
        let mut columns = Self::default();
        for event in events {
            columns.push(event, text_of(&event.kind)?);
        }
        Ok(columns)
    }

    /// Large outputs are lifted out: they must be kept before the rows are written.
    pub(crate) fn lifted(run: RunRef, events: &[RunEvent]) -> Result<(Self, Vec<Object>), DbError> {
        let (mut columns, mut objects) = (Self::default(), Vec::new());
        for event in events {
            let text = text_of(&event.kind)?;
            match lift(run, event, &text)? {
                Some((reference, object)) => {
                    columns.outside += object.len();
                    columns.push(event, reference);
                    objects.push(object);
                }
                None => columns.push(event, text),
            }
        }
        Ok((columns, objects))
    }

    fn push(&mut self, event: &RunEvent, body: String) {
        self.seq.push(event.seq);
        self.at.push(event.at);
        self.kind.push(type_of(&event.kind).into());
        self.step
            .push(event.kind.step().map(ToString::to_string).unwrap_or_default());
        self.body.push(body);
    }

    /// In the order seq, at, type, step, body.
    pub(crate) fn values(self) -> [Value; 5] {
        [
            self.seq.into(),
            self.at.into(),
            self.kind.into(),
            self.step.into(),
            self.body.into(),
        ]
    }

    /// Those of another batch behind these.
    pub(crate) fn append(&mut self, more: &Self) {
        self.seq.extend(&more.seq);
        self.at.extend(&more.at);
        self.kind.extend_from_slice(&more.kind);
        self.step.extend_from_slice(&more.step);
        self.body.extend_from_slice(&more.body);
        self.outside += more.outside;
    }

    pub(crate) fn len(&self) -> usize {
        self.seq.len()
    }

    /// Of the bodies, with what lies outside of them: what a reader of the journal holds.
    pub(crate) fn bytes(&self) -> usize {
        self.body.iter().map(String::len).sum::<usize>() + self.outside
    }

    /// When the last of them happened.
    pub(crate) fn latest(&self) -> Option<DateTime<Utc>> {
        self.at.iter().max().copied()
    }

    /// Their places in the journal.
    pub(crate) fn seqs(&self) -> &[i64] {
        &self.seq
    }

    /// What the journal would hold, for comparison.
    pub(crate) fn bodies(&self) -> &[String] {
        &self.body
    }
}

fn text_of<T: serde::Serialize>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::corrupt("run event", error))
}

/// The event's name as its JSON has it in `type`.
pub(crate) const fn type_of(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::RunQueued => "run_queued",
        EventKind::RunStarted => "run_started",
        EventKind::RunResumed => "run_resumed",
        EventKind::RunParked { .. } => "run_parked",
        EventKind::CancelRequested => "cancel_requested",
        EventKind::RunFinished { .. } => "run_finished",
        EventKind::StepStarted { .. } => "step_started",
        EventKind::StepSucceeded { .. } => "step_succeeded",
        EventKind::StepRetried { .. } => "step_retried",
        EventKind::StepFailed { .. } => "step_failed",
        EventKind::StepSkipped { .. } => "step_skipped",
        EventKind::StepWaiting { .. } => "step_waiting",
        EventKind::StepCancelled { .. } => "step_cancelled",
        EventKind::LoopStarted { .. } => "loop_started",
        EventKind::CompensationStarted { .. } => "compensation_started",
        EventKind::SignalReceived { .. } => "signal_received",
        EventKind::SignalAwaited { .. } => "signal_awaited",
        EventKind::ApprovalRequested { .. } => "approval_requested",
        EventKind::ApprovalEscalated { .. } => "approval_escalated",
        EventKind::ChildStarted { .. } => "child_started",
        EventKind::IterationStarted { .. } => "iteration_started",
        EventKind::Log { .. } => "log",
    }
}

/// One row of the journal.
#[derive(Debug, FromQueryResult)]
pub(crate) struct EventRow {
    pub(crate) seq: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) body: String,
}

impl TryFrom<EventRow> for RunEvent {
    type Error = DbError;

    fn try_from(row: EventRow) -> Result<Self, DbError> {
        let kind = serde_json::from_str(&row.body).map_err(|error| DbError::corrupt("run event", error))?;
        Ok(Self {
            seq: row.seq,
            at: row.at,
            kind,
        })
    }
}

/// What a batch of events changes in the run's row; absent fields stay.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct RowChange {
    pub(crate) last_seq: Option<i64>,
    pub(crate) status: Option<RunStatus>,
    pub(crate) started_at: Option<DateTime<Utc>>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
    pub(crate) output: Option<String>,
    pub(crate) error: Option<String>,
}

impl RowChange {
    /// Folds the batch as [`domain::run::RunState`] does.
    pub(crate) fn of(events: &[RunEvent]) -> Result<Self, DbError> {
        let mut change = Self::default();
        for event in events {
            change.last_seq = Some(event.seq);
            match &event.kind {
                EventKind::RunStarted | EventKind::RunResumed => {
                    change.status = Some(RunStatus::Running);
                    change.started_at.get_or_insert(event.at);
                }
                EventKind::RunParked { .. } => change.status = Some(RunStatus::Waiting),
                EventKind::RunFinished { status, output, error } => {
                    change.status = Some(*status);
                    change.finished_at = Some(event.at);
                    change.output = Some(text_of(output)?);
                    change.error = error.as_ref().map(text_of).transpose()?;
                }
                EventKind::RunQueued
                | EventKind::CancelRequested
                | EventKind::StepStarted { .. }
                | EventKind::StepSucceeded { .. }
                | EventKind::StepRetried { .. }
                | EventKind::StepFailed { .. }
                | EventKind::StepSkipped { .. }
                | EventKind::StepWaiting { .. }
                | EventKind::StepCancelled { .. }
                | EventKind::LoopStarted { .. }
                | EventKind::CompensationStarted { .. }
                | EventKind::SignalReceived { .. }
                | EventKind::SignalAwaited { .. }
                | EventKind::ApprovalRequested { .. }
                | EventKind::ApprovalEscalated { .. }
                | EventKind::ChildStarted { .. }
                | EventKind::IterationStarted { .. }
                | EventKind::Log { .. } => {}
            }
        }
        Ok(change)
    }
}

#[cfg(test)]
mod tests {
    use domain::run::{ApprovalRequest, ErrorClass, LogLevel, RunError, StepError};
    use serde_json::json;

    use super::*;

    fn cancelled() -> RunError {
        RunError {
            code: "cancelled".into(),
            message: "The run was cancelled.".into(),
            step_id: None,
            attempts: 0,
        }
    }

    fn approval() -> ApprovalRequest {
        ApprovalRequest {
            title: "Ship it?".into(),
            message: String::new(),
            assignees: vec![],
            fields: json!(null),
            until: None,
            escalate_at: None,
            escalate_to: vec![],
        }
    }

    fn one_of_each() -> Vec<EventKind> {
        let step = || "each.0.fetch".parse::<domain::run::StepPath>().unwrap();
        let error = || StepError::new(ErrorClass::Timeout, "timeout", "late");
        let until = DateTime::UNIX_EPOCH;
        vec![
            EventKind::RunQueued,
            EventKind::RunStarted,
            EventKind::RunResumed,
            EventKind::RunParked { until },
            EventKind::CancelRequested,
            EventKind::RunFinished {
                status: RunStatus::Succeeded,
                output: json!(1),
                error: None,
            },
            EventKind::StepStarted {
                step: step(),
                attempt: 1,
                input: json!({}),
            },
            EventKind::StepSucceeded {
                step: step(),
                attempt: 1,
                duration_ms: 1,
                output: json!(1),
                port: "out".into(),
            },
            EventKind::StepRetried {
                step: step(),
                attempt: 1,
                duration_ms: 1,
                error: error(),
                until,
            },
            EventKind::StepFailed {
                step: step(),
                attempt: 1,
                duration_ms: 1,
                error: error(),
                port: None,
            },
            EventKind::StepSkipped { step: step() },
            EventKind::StepWaiting { step: step(), until },
            EventKind::StepCancelled { step: step() },
            EventKind::LoopStarted {
                step: step(),
                items: vec![],
            },
            EventKind::CompensationStarted {
                status: RunStatus::Failed,
                error: cancelled(),
                steps: vec![step()],
            },
            EventKind::SignalReceived {
                step: None,
                signal: domain::id::SignalId::from_uuid(uuid::Uuid::nil()),
                name: "paid".into(),
                payload: json!(1),
            },
            EventKind::SignalAwaited {
                step: step(),
                name: "paid".into(),
                until: None,
            },
            EventKind::ApprovalRequested {
                step: step(),
                approval: Box::new(approval()),
            },
            EventKind::ApprovalEscalated {
                step: step(),
                to: vec![],
            },
            EventKind::ChildStarted {
                step: step(),
                run: domain::id::RunId::from_uuid(uuid::Uuid::nil()),
                wait: true,
            },
            EventKind::IterationStarted { step: step(), index: 0 },
            EventKind::Log {
                step: None,
                level: LogLevel::Info,
                message: "hello".into(),
            },
        ]
    }

    #[test]
    fn the_type_column_is_the_type_in_the_json() {
        for kind in one_of_each() {
            let json = serde_json::to_value(&kind).unwrap();
            assert_eq!(json["type"], type_of(&kind));
        }
    }

    #[test]
    fn the_row_ends_where_the_fold_ends() {
        let events: Vec<RunEvent> = one_of_each()
            .into_iter()
            .zip(1..)
            .map(|(kind, seq)| RunEvent {
                seq,
                at: DateTime::UNIX_EPOCH,
                kind,
            })
            .collect();
        for end in 1..=events.len() {
            let (batch, state) = (&events[..end], domain::run::RunState::from_events(&events[..end]));
            let change = RowChange::of(batch).unwrap();
            assert_eq!(change.status.unwrap_or(RunStatus::Queued), state.status);
            assert_eq!(
                (change.last_seq, change.finished_at),
                (Some(state.last_seq), state.finished_at)
            );
        }
    }
}
