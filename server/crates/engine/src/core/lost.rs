//! An attempt that is journaled as begun and has no result: its worker died, or let go before it ended.
//!
//! What reads only, or is harmless when repeated, is repeated. What must not happen twice unawares (`at_most_once`, such
//! as an HTTP POST) is *unknown*: it may have happened. It fails with `outcome_unknown`, which is never retried, and the
//! node's `onError` decides. An author who wrote `retry` with several attempts on the node itself accepted repeats (each
//! carries the same `Idempotency-Key`), so there it is repeated too.
//!
//! A lost attempt has its number, but it doesn't use up one of the attempts that the retry policy allows.

use std::sync::Arc;

use domain::catalogue::Effect;
use domain::run::{ErrorClass, EventKind, LogLevel, RunMode, StepError};

use super::desk::Desk;
use super::failure::fail_for_good;
use super::frame::Frame;
use super::slot::WORKER_LOST;

/// The code of a step of which nobody knows whether it happened.
pub(super) const OUTCOME_UNKNOWN: &str = "outcome_unknown";

pub(super) fn settle_lost(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let path = frame.path(index);
    let program = Arc::clone(&frame.program);
    let cell = program.cell(index);
    let slot = &mut frame.slots[index];
    let attempt = slot.attempts;
    let unknown = match cell.effect {
        Effect::AtMostOnce => desk.setup.mode == RunMode::Live && !cell.repeatable,
        Effect::Pure | Effect::Safe | Effect::Idempotent => false,
    };
    if unknown {
        let message =
            "the worker stopped while this step was under way: it may have happened, and is not repeated unasked";
        let error = StepError::new(ErrorClass::Internal, OUTCOME_UNKNOWN, message);
        return fail_for_good(slot, &program, index, &path, desk, 0, error);
    }
    let error = StepError::new(
        ErrorClass::Internal,
        WORKER_LOST,
        "the worker stopped while this attempt was under way",
    );
    let kind = EventKind::StepRetried {
        step: path.clone(),
        attempt,
        duration_ms: 0,
        error,
        until: desk.now,
    };
    desk.emit(slot, &program, index, kind);
    desk.log(
        Some(&path),
        LogLevel::Warn,
        &format!("attempt {attempt} was lost with its worker; trying again"),
    );
}
