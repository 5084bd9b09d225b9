//! A history in which all went well, though a worker died: what tests break.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{RunId, WorkerId};
use domain::run::{ErrorClass, EventKind, RunEvent, RunStatus, StepError};
use serde_json::Value;
use uuid::Uuid;

use super::{Call, History, LeaseChange, RunRow};

pub(super) fn run(number: u128) -> RunId {
    RunId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn again(step: &str, attempt: u32) -> EventKind {
    EventKind::StepStarted {
        step: step.parse().unwrap(),
        attempt,
        input: Value::Null,
    }
}

pub(super) fn succeeded(step: &str, attempt: u32) -> EventKind {
    EventKind::StepSucceeded {
        step: step.parse().unwrap(),
        attempt,
        duration_ms: 1,
        output: Value::Null,
        port: "out".into(),
    }
}

fn lost(step: &str, attempt: u32) -> EventKind {
    EventKind::StepRetried {
        step: step.parse().unwrap(),
        attempt,
        duration_ms: 0,
        error: StepError::new(ErrorClass::Internal, "worker_lost", "the worker stopped"),
        until: time(0),
    }
}

fn finished() -> EventKind {
    EventKind::RunFinished {
        status: RunStatus::Succeeded,
        output: Value::Null,
        error: None,
    }
}

fn time(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

/// One more event at the end of a run's journal; the run's row follows, if there is one.
pub(super) fn push(history: &mut History, run: RunId, kind: EventKind) {
    let seq = 1 + history.journal.iter().filter(|(of, _)| *of == run).count() as i64;
    let event = RunEvent {
        seq,
        at: time(seq),
        kind,
    };
    history.journal.push((run, event));
    if let Some(row) = history.runs.iter_mut().find(|row| row.id == run) {
        row.last_seq = seq;
    }
}

/// Two runs. The worker of the first died within `held`, another took over; the second was never in danger.
pub(super) fn history() -> History {
    let mut history = History::default();
    let first = [
        EventKind::RunQueued,
        EventKind::RunStarted,
        again("held", 1),
        EventKind::RunResumed,
        lost("held", 1),
        again("held", 2),
        succeeded("held", 2),
        finished(),
    ];
    let second = [
        EventKind::RunQueued,
        EventKind::RunStarted,
        again("held", 1),
        succeeded("held", 1),
        finished(),
    ];
    for (id, events) in [(run(1), first.to_vec()), (run(2), second.to_vec())] {
        history.promised.push(id);
        history.runs.push(RunRow {
            id,
            status: RunStatus::Succeeded,
            last_seq: 0,
        });
        events.into_iter().for_each(|kind| push(&mut history, id, kind));
    }
    history.leases = vec![
        lease(1, 1, true),
        lease(1, 1, false),
        lease(1, 2, true),
        lease(1, 2, false),
        lease(2, 1, true),
        lease(2, 1, false),
    ];
    history.calls = vec![call(1, 3), call(1, 6), call(2, 3)];
    history
}

fn lease(number: u128, fence: i64, is_given: bool) -> LeaseChange {
    LeaseChange {
        run: run(number),
        worker: WorkerId::from_uuid(Uuid::from_u128(fence.unsigned_abs().into())),
        fence,
        is_given,
    }
}

fn call(number: u128, second: i64) -> Call {
    Call {
        run: run(number),
        step: "held".into(),
        at: time(second),
        is_repeatable: true,
        key: Some(format!("key of {number}")),
    }
}

#[test]
fn what_went_well_is_counted() {
    let sums = history().check().unwrap();
    assert_eq!((sums.accepted, sums.results, sums.calls), (2, 2, 3));
    assert_eq!((sums.repeats, sums.takeovers), (1, 1));
    assert_eq!(sums.ended.get("succeeded"), Some(&2));
}
