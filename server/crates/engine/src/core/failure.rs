//! What a failed attempt means: another one, a failed step that the run survives, or the end of its graph.

use domain::graph::{DEFAULT_PORT, ERROR_PORT, OnError};
use domain::run::{EventKind, LogLevel, StepError, StepPath, StepStatus};

use super::Program;
use super::backoff::pause_ms;
use super::desk::{Desk, later};
use super::frame::Frame;
use super::slot::{Phase, Slot};

/// A step that takes its graph down.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) path: StepPath,
    pub(super) error: StepError,
    pub(super) attempts: u32,
}

impl Failure {
    /// The failure of this step, if it failed and its graph must not go on.
    pub(super) fn of(frame: &Frame, index: usize) -> Option<Self> {
        let slot = &frame.slots[index];
        match (&slot.phase, &slot.port, &slot.error) {
            (Phase::Done(StepStatus::Failed), None, Some(error)) => Some(Self {
                path: frame.path(index),
                error: error.clone(),
                attempts: slot.attempts,
            }),
            _goes_on => None,
        }
    }
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
    if !error.class.is_retryable() || tries >= retry.max_attempts {
        slot.attempts = attempt;
        return fail_for_good(slot, program, index, path, desk, duration_ms, error);
    }
    let draw = desk.setup.draw(path, attempt);
    let pause = pause_ms(retry, tries, draw, error.retry_after_ms);
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
