//! A loop that asks before each turn whether to go on: a `while`.
//!
//! Every turn is journaled when it begins, so that a restart doesn't ask again for a turn that is under way: by then the
//! answer may be another one. Between two turns the step is prepared anew, as if it began, to evaluate its condition.

use std::sync::Arc;

use domain::graph::DEFAULT_PORT;
use domain::limits::MAX_OUTPUT_BYTES;
use domain::run::{ErrorClass, EventKind, StepError, StepPath};
use serde_json::{Value, json};

use super::Program;
use super::advance::{advance, begin};
use super::desk::Desk;
use super::frame::{Frame, Place};
use super::input::Turn;
use super::looping::{Stop, fail_loop, is_late};
use super::output::output_of;
use super::slot::{Phase, Slot};
use crate::size::json_bytes;

/// Bytes of `{"iterations":1000,"last":,"results":[]}`.
const EMPTY_BYTES: usize = 40;

#[derive(Debug)]
pub(super) struct Turns {
    /// The turn that is open, else the one that would be next.
    index: u32,
    is_open: bool,
    frame: Option<Frame>,
    last: Arc<Value>,
    results: Vec<Value>,
    /// Bytes of the results so far, as JSON.
    bytes: usize,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            index: 0,
            is_open: false,
            frame: None,
            last: Arc::new(Value::Null),
            results: Vec::new(),
            bytes: EMPTY_BYTES,
        }
    }

    /// The journal says that this turn has begun, so the one before is over.
    pub(super) fn begin(&mut self, index: u32) {
        if self.is_open {
            self.close();
        }
        self.index = index;
        self.is_open = true;
    }

    /// What the condition sees: the output of the turn before, and how many turns there were.
    pub(super) fn item(&self) -> (Arc<Value>, usize) {
        (Arc::clone(&self.last), self.index as usize)
    }

    pub(super) fn open_frame(&self, iteration: usize) -> Option<&Frame> {
        self.frame.as_ref().filter(|_| iteration == self.index as usize)
    }

    pub(super) fn any_frame(&mut self) -> Option<&mut Frame> {
        self.frame.as_mut()
    }

    pub(super) fn take_frame(&mut self) -> Option<Frame> {
        self.frame.take()
    }

    /// The graph of the turn that is open; none of any other.
    pub(super) fn frame(&mut self, iteration: usize, of: &StepPath, body: &Arc<Program>) -> Option<&mut Frame> {
        if !self.is_open || iteration != self.index as usize {
            return None;
        }
        let place = Place {
            of: of.clone(),
            index: iteration,
            item: Arc::clone(&self.last),
        };
        Some(
            self.frame
                .get_or_insert_with(|| Frame::new(Arc::clone(body), Some(place))),
        )
    }

    fn close(&mut self) {
        let result = self.frame.take().map(|frame| output_of(&frame)).unwrap_or_default();
        self.bytes = self.bytes.saturating_add(json_bytes(&result)).saturating_add(1);
        self.last = Arc::new(result.clone());
        self.results.push(result);
        self.index += 1;
        self.is_open = false;
    }

    /// True when the condition is to be asked.
    fn go_on(&mut self, of: &StepPath, body: &Arc<Program>, desk: &mut Desk) -> Result<bool, Stop> {
        if self.is_open {
            let index = self.index as usize;
            let Some(frame) = self.frame(index, of, body) else {
                return Ok(false);
            };
            advance(frame, desk, None).map_err(|failure| Stop::Inside(index, failure))?;
            if !frame.is_complete() {
                return Ok(false);
            }
            self.close();
        }
        // the last result stands in the output twice
        if self.bytes + json_bytes(self.last.as_ref()) > MAX_OUTPUT_BYTES {
            return Err(Stop::TooLarge);
        }
        Ok(true)
    }

    fn take_output(&mut self) -> Value {
        json!({
            "iterations": self.index,
            "last": self.last.as_ref().clone(),
            "results": std::mem::take(&mut self.results),
        })
    }
}

/// Advances the loop in this slot of the frame.
pub(super) fn advance_turns(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let program = Arc::clone(&frame.program);
    let path = frame.path(index);
    let Some(body) = program.cell(index).body.clone() else {
        return;
    };
    let slot = &mut frame.slots[index];
    let Phase::Turning(turns) = &mut slot.phase else { return };
    match turns.go_on(&path, &body, desk) {
        Err(stop) => fail_loop(slot, &program, index, &path, desk, stop.into_error()),
        Ok(_) if is_late(slot, &program, index, desk) => {
            fail_loop(
                slot,
                &program,
                index,
                &path,
                desk,
                Stop::Late(program.step(index).timeout_ms).into_error(),
            );
        }
        Ok(true) => begin(frame, index, desk),
        Ok(false) => {}
    }
}

/// The condition has been evaluated.
pub(super) fn decide(slot: &mut Slot, program: &Program, index: usize, path: &StepPath, desk: &mut Desk, turn: Turn) {
    let done = match &slot.phase {
        Phase::Turning(turns) => turns.index,
        _not_begun => 0,
    };
    if turn.goes_on && done < turn.most {
        let step = path.clone();
        return desk.emit(slot, program, index, EventKind::IterationStarted { step, index: done });
    }
    if turn.goes_on && !turn.is_lenient {
        let message = format!("the loop did not end within {} iterations", turn.most);
        let error = StepError::new(ErrorClass::Limit, "loop_limit", message);
        return fail_loop(slot, program, index, path, desk, error);
    }
    let output = match &mut slot.phase {
        Phase::Turning(turns) => turns.take_output(),
        _not_begun => Turns::new().take_output(),
    };
    desk.forget_timers(path);
    let kind = EventKind::StepSucceeded {
        step: path.clone(),
        attempt: slot.attempts.max(1),
        duration_ms: slot.elapsed_ms(desk.now),
        output,
        port: DEFAULT_PORT.into(),
    };
    desk.emit(slot, program, index, kind);
}
