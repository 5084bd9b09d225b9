//! A step that waits for somebody to say something: a signal, a person's decision, the end of another run.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::graph::{DEFAULT_PORT, TIMEOUT_PORT};
use domain::id::RunId;
use domain::run::{APPROVAL_SIGNAL, ApprovalRequest, CHILD_SIGNAL, ErrorClass, EventKind, StepError, StepPath};
use serde_json::{Value, json};

use super::Program;
use super::desk::Desk;
use super::failure::fail_for_good;
use super::frame::Frame;
use super::slot::{Phase, Slot};

/// What a step waits for.
#[derive(Debug)]
pub(super) struct Awaiting {
    pub(super) name: String,
    pub(super) until: Option<DateTime<Utc>>,
    /// When others are asked too, and whom.
    pub(super) escalate: Option<(DateTime<Utc>, Vec<String>)>,
    /// The run whose end it waits for.
    pub(super) child: Option<RunId>,
}

/// What a look at it calls for.
pub(super) enum Due {
    Nothing,
    Answer,
    Escalate,
    Overdue,
}

impl Awaiting {
    pub(super) fn signal(name: &str, until: Option<DateTime<Utc>>) -> Self {
        Self {
            name: name.into(),
            until,
            escalate: None,
            child: None,
        }
    }

    pub(super) fn approval(request: &ApprovalRequest) -> Self {
        Self {
            escalate: request.escalate_at.map(|at| (at, request.escalate_to.clone())),
            ..Self::signal(APPROVAL_SIGNAL, request.until)
        }
    }

    pub(super) fn child(run: RunId) -> Self {
        Self {
            child: Some(run),
            ..Self::signal(CHILD_SIGNAL, None)
        }
    }

    /// Whether anybody may answer, or only who names the step.
    pub(super) fn is_open(&self) -> bool {
        self.child.is_none() && self.name != APPROVAL_SIGNAL
    }

    /// Who has answered in time is heard, also when the time has passed since.
    pub(super) fn due(&self, path: &StepPath, desk: &Desk) -> Due {
        let passed = |at: DateTime<Utc>| at <= desk.now;
        if desk.mailbox.letter(path, self).is_some() {
            Due::Answer
        } else if self.until.is_some_and(passed) {
            Due::Overdue
        } else if self.escalate.as_ref().is_some_and(|(at, _)| passed(*at)) {
            Due::Escalate
        } else {
            Due::Nothing
        }
    }
}

/// The step has what it waited for.
pub(super) fn answer(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let path = frame.path(index);
    let program = Arc::clone(&frame.program);
    let slot = &mut frame.slots[index];
    let Phase::Awaiting(awaiting) = &slot.phase else { return };
    let Some(payload) = desk.mailbox.letter(&path, awaiting).cloned() else {
        return;
    };
    if awaiting.child.is_some() {
        return child_ended(slot, &program, index, &path, desk, payload);
    }
    let (output, port) = if awaiting.name == APPROVAL_SIGNAL {
        decision(&payload)
    } else {
        (payload, DEFAULT_PORT)
    };
    succeed(slot, &program, index, path, desk, output, port);
}

/// `{approved, answer, by, at, comment}`, whatever else was said.
fn decision(payload: &Value) -> (Value, &'static str) {
    let approved = payload["approved"] == true;
    let output = json!({
        "approved": approved,
        "answer": payload["answer"],
        "by": payload["by"],
        "at": payload["at"],
        "comment": payload["comment"],
    });
    (output, if approved { "approved" } else { "rejected" })
}

fn child_ended(slot: &mut Slot, program: &Program, index: usize, path: &StepPath, desk: &mut Desk, mut end: Value) {
    if end["status"] == "succeeded" {
        let output = end["output"].take();
        return succeed(slot, program, index, path.clone(), desk, output, DEFAULT_PORT);
    }
    let status = end["status"].as_str().unwrap_or("failed");
    let why = end["error"]["message"].as_str().unwrap_or("it says no more");
    let message = format!("the sub-workflow ended {status}: {why}");
    let details = json!({ "runId": end["runId"], "status": end["status"], "error": end["error"] });
    let error = StepError::new(ErrorClass::Refused, "sub_workflow_failed", message).details(details);
    let duration_ms = slot.elapsed_ms(desk.now);
    fail_for_good(slot, program, index, path, desk, duration_ms, error);
}

fn succeed(
    slot: &mut Slot,
    program: &Program,
    index: usize,
    path: StepPath,
    desk: &mut Desk,
    output: Value,
    port: &str,
) {
    desk.forget_timers(&path);
    let kind = EventKind::StepSucceeded {
        step: path,
        attempt: slot.attempts.max(1),
        duration_ms: slot.elapsed_ms(desk.now),
        output,
        port: port.into(),
    };
    desk.emit(slot, program, index, kind);
}

/// Nobody has answered for long.
pub(super) fn escalate(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let step = frame.path(index);
    let program = Arc::clone(&frame.program);
    let slot = &mut frame.slots[index];
    let Phase::Awaiting(awaiting) = &mut slot.phase else {
        return;
    };
    let to = awaiting.escalate.take().map(|(_, to)| to).unwrap_or_default();
    desk.emit(slot, &program, index, EventKind::ApprovalEscalated { step, to });
}

/// Nobody has answered in time: the step leaves by `timeout` where that leads on, else it fails.
pub(super) fn give_up(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let path = frame.path(index);
    let program = Arc::clone(&frame.program);
    let slot = &mut frame.slots[index];
    let Phase::Awaiting(awaiting) = &slot.phase else { return };
    let waited_ms = slot.elapsed_ms(desk.now);
    let leads_on = program
        .step(index)
        .outgoing
        .iter()
        .any(|(port, _)| port == TIMEOUT_PORT);
    if leads_on {
        let mut output = json!({ "timedOut": true });
        if awaiting.name == APPROVAL_SIGNAL {
            (output, _) = decision(&Value::Null);
            output["timedOut"] = true.into();
        }
        return succeed(slot, &program, index, path, desk, output, TIMEOUT_PORT);
    }
    let message = format!("nobody answered within {waited_ms} ms");
    let error = StepError::new(ErrorClass::Timeout, "timeout", message);
    desk.forget_timers(&path);
    fail_for_good(slot, &program, index, &path, desk, waited_ms, error);
}
