//! What a failed attempt means: another one, a failed step that the run survives, or the end of its graph.

use domain::graph::{DEFAULT_PORT, ERROR_PORT, OnError, Retry};
use domain::limits::MAX_BACKOFF_MS;
use domain::run::{EventKind, LogLevel, StepError, StepPath, StepStatus};

use super::Program;
use super::backoff::pause_ms;
use super::desk::{Desk, later};
use super::frame::Frame;
use super::lost::OUTCOME_UNKNOWN;
use super::slot::{Phase, Slot};
use crate::circuit::CIRCUIT_OPEN;

/// A step that takes its graph down.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) path: StepPath,
    pub(super) error: StepError,
    pub(super) attempts: u32,
    /// Whether a person is to decide what becomes of the run: all attempts of several are used up, or nobody knows what
    /// the last one did.
    pub(super) wants_decision: bool,
}

/// The mark of such a failure in the details of a loop's error.
pub(super) const WANTS_DECISION: &str = "exhausted";

impl Failure {
    /// The failure of this step, if it failed and its graph must not go on.
    pub(super) fn of(frame: &Frame, index: usize) -> Option<Self> {
        let slot = &frame.slots[index];
        match (&slot.phase, &slot.port, &slot.error) {
            (Phase::Done(StepStatus::Failed), None, Some(error)) => Some(Self {
                path: frame.path(index),
                error: error.clone(),
                attempts: slot.attempts,
                wants_decision: wants_decision(slot, error, &frame.program.step(index).retry),
            }),
            _goes_on => None,
        }
    }
}

fn wants_decision(slot: &Slot, error: &StepError, retry: &Retry) -> bool {
    let marked = || {
        error
            .details
            .as_ref()
            .is_some_and(|details| details[WANTS_DECISION] == true)
    };
    let tries = slot.attempts.saturating_sub(slot.lost);
    error.code == OUTCOME_UNKNOWN || retry.is_used_up(error.class, tries) || marked()
}

/// An attempt failed: pause for the next one if the policy has one left and the class allows it.
pub(super) fn fail_attempt(
    slot: &mut Slot,
    program: &Program,
    index: usize,
    path: &StepPath,
    desk: &mut Desk,
    (attempt, duration_ms): (u32, u64),
    error: StepError,
) {
    let retry = &program.step(index).retry;
    let tries = attempt.saturating_sub(slot.lost);
    if !retry.on.has(error.class) || tries >= retry.max_attempts {
        slot.attempts = attempt;
        return fail_for_good(slot, program, index, path, desk, duration_ms, error);
    }
    let draw = desk.setup.draw(path, attempt);
    let mut pause = pause_ms(retry, tries, draw, error.retry_after_ms);
    if error.code == CIRCUIT_OPEN {
        // an attempt before that would be refused again, and used up for nothing
        pause = pause.max(error.retry_after_ms.unwrap_or(0).min(MAX_BACKOFF_MS));
    }
    let message = format!(
        "attempt {tries} of {} failed: {}; the next one follows in {pause} ms",
        retry.max_attempts, error.message
    );
    let until = later(desk.now, pause);
    let kind = EventKind::StepRetried {
        step: path.clone(),
        attempt,
        duration_ms,
        error,
        until,
    };
    desk.emit(slot, program, index, kind);
    desk.log(Some(path), LogLevel::Warn, &message);
}

/// No attempt follows.
pub(super) fn fail_for_good(
    slot: &mut Slot,
    program: &Program,
    index: usize,
    path: &StepPath,
    desk: &mut Desk,
    duration_ms: u64,
    error: StepError,
) {
    let attempt = slot.attempts.max(1);
    let message = format!("failed after {}: {}", counted(attempt), error.message);
    let port = match program.step(index).on_error {
        OnError::Fail => None,
        OnError::Continue => Some(DEFAULT_PORT.to_owned()),
        OnError::Branch => Some(ERROR_PORT.to_owned()),
    };
    let level = if port.is_some() {
        LogLevel::Warn
    } else {
        LogLevel::Error
    };
    let kind = EventKind::StepFailed {
        step: path.clone(),
        attempt,
        duration_ms,
        error,
        port,
    };
    desk.emit(slot, program, index, kind);
    desk.log(Some(path), level, &message);
}

/// "1 attempt", "3 attempts".
pub(super) fn counted(attempts: u32) -> String {
    if attempts == 1 {
        "1 attempt".into()
    } else {
        format!("{attempts} attempts")
    }
}
