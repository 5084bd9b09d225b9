//! A loop under way: its items, the iterations that are open, and the results so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::graph::DEFAULT_PORT;
use domain::limits::MAX_OUTPUT_BYTES;
use domain::run::{ErrorClass, EventKind, StepError, StepPath};
use serde_json::{Map, Value, json};

use super::Program;
use super::advance::advance;
use super::close::{Reach, close_frame, close_inside};
use super::desk::{Desk, later};
use super::failure::{Failure, WANTS_DECISION, counted, fail_for_good};
use super::frame::{Frame, Place};
use super::output::output_of;
use super::slot::{Phase, Slot};
use crate::size::json_bytes;

#[derive(Debug)]
pub(super) struct Loop {
    items: Vec<Arc<Value>>,
    pub(super) concurrency: usize,
    pub(super) frames: BTreeMap<usize, Frame>,
    results: Vec<Option<Value>>,
    /// No iteration below this one is still to begin.
    next: usize,
    done: usize,
    /// Bytes of the output so far, as JSON.
    bytes: usize,
    /// Whether a failed item is a result like others.
    collects: bool,
}

/// Why a loop can't go on.
pub(super) enum Stop {
    /// A step of this iteration failed.
    Inside(usize, Failure),
    /// The results have outgrown an output.
    TooLarge,
    /// Its time is up.
    Late(u64),
}

/// Bytes of `{"results":[]}`.
const EMPTY_BYTES: usize = 14;

impl Loop {
    pub(super) fn new(items: &[Value], concurrency: usize, collects: bool) -> Self {
        Self {
            items: items.iter().cloned().map(Arc::new).collect(),
            concurrency: concurrency.max(1),
            frames: BTreeMap::new(),
            results: vec![None; items.len()],
            next: 0,
            done: 0,
            bytes: EMPTY_BYTES,
            collects,
        }
    }

    /// The frame of an iteration, made when it is not open; none for an iteration that is over or never was.
    pub(super) fn frame(&mut self, index: usize, of: &StepPath, body: &Arc<Program>) -> Option<&mut Frame> {
        if self.results.get(index)?.is_some() {
            return None;
        }
        let item = Arc::clone(self.items.get(index)?);
        let place = Place {
            of: of.clone(),
            index,
            item,
        };
        Some(
            self.frames
                .entry(index)
                .or_insert_with(|| Frame::new(Arc::clone(body), Some(place))),
        )
    }

    /// Looks at every open iteration that changed, keeps the results of those that are over, begins new ones.
    fn turn(&mut self, of: &StepPath, body: &Arc<Program>, desk: &mut Desk) -> Result<(), Stop> {
        let open: Vec<usize> = self.frames.keys().copied().collect();
        for index in open {
            self.turn_one(index, desk)?;
        }
        while self.frames.len() < self.concurrency && !desk.holding {
            let Some(index) = self.next_to_begin() else { break };
            self.frame(index, of, body);
            self.turn_one(index, desk)?;
        }
        Ok(())
    }

    fn turn_one(&mut self, index: usize, desk: &mut Desk) -> Result<(), Stop> {
        let Some(frame) = self.frames.get_mut(&index) else {
            return Ok(());
        };
        let result = match advance(frame, desk, None) {
            Ok(()) if !frame.is_complete() => return Ok(()),
            Ok(()) if self.collects => json!({ "ok": true, "output": output_of(frame) }),
            Ok(()) => output_of(frame),
            Err(failure) if self.collects => {
                close_frame(frame, Reach::Begun, desk);
                json!({ "ok": false, "error": inside_error(index, &failure) })
            }
            Err(failure) => return Err(Stop::Inside(index, failure)),
        };
        self.frames.remove(&index);
        self.keep(index, result)
    }

    /// Counts before it keeps: a loop of many large results must not hold them all to find out at its end.
    fn keep(&mut self, index: usize, result: Value) -> Result<(), Stop> {
        let comma = usize::from(self.done > 0);
        self.bytes = self.bytes.saturating_add(json_bytes(&result)).saturating_add(comma);
        if self.bytes > MAX_OUTPUT_BYTES {
            return Err(Stop::TooLarge);
        }
        self.results[index] = Some(result);
        self.done += 1;
        Ok(())
    }

    fn next_to_begin(&mut self) -> Option<usize> {
        while self.next < self.items.len()
            && (self.results[self.next].is_some() || self.frames.contains_key(&self.next))
        {
            self.next += 1;
        }
        (self.next < self.items.len()).then_some(self.next)
    }

    fn take_results(&mut self) -> Value {
        Value::Array(self.results.drain(..).map(Option::unwrap_or_default).collect())
    }
}

/// Advances the loop in this slot of the frame.
pub(super) fn advance_loop(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let program = Arc::clone(&frame.program);
    let path = frame.path(index);
    let Some(body) = program.cell(index).body.clone() else {
        return;
    };
    let slot = &mut frame.slots[index];
    let Phase::Looping(each) = &mut slot.phase else { return };
    if let Err(stop) = each.turn(&path, &body, desk) {
        return fail_loop(slot, &program, index, &path, desk, stop.into_error());
    }
    if each.done == each.items.len() {
        let results = each.take_results();
        return end_loop(slot, &program, index, &path, desk, results);
    }
    if is_late(slot, &program, index, desk) {
        let late = Stop::Late(program.step(index).timeout_ms);
        fail_loop(slot, &program, index, &path, desk, late.into_error());
    }
}

/// Whether the loop has had all the time it may take.
pub(super) fn is_late(slot: &Slot, program: &Program, index: usize, desk: &Desk) -> bool {
    let timeout_ms = program.step(index).timeout_ms;
    slot.since.is_some_and(|since| later(since, timeout_ms) <= desk.now)
}

fn end_loop(slot: &mut Slot, program: &Program, index: usize, path: &StepPath, desk: &mut Desk, results: Value) {
    let output = Value::Object(Map::from_iter([("results".to_owned(), results)]));
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

/// Ends the loop as failed. It is never tried again: its recorded steps would have to be executed twice.
pub(super) fn fail_loop(
    slot: &mut Slot,
    program: &Program,
    index: usize,
    path: &StepPath,
    desk: &mut Desk,
    error: StepError,
) {
    close_inside(slot, desk);
    desk.forget_timers(path);
    let duration_ms = slot.elapsed_ms(desk.now);
    fail_for_good(slot, program, index, path, desk, duration_ms, error);
}

impl Stop {
    pub(super) fn into_error(self) -> StepError {
        match self {
            Self::Inside(iteration, failure) => inside_error(iteration, &failure),
            Self::TooLarge => {
                let message = format!("the results of the loop are larger than {MAX_OUTPUT_BYTES} bytes together");
                StepError::new(ErrorClass::Limit, "output_too_large", message)
            }
            Self::Late(timeout_ms) => {
                let message = format!("the loop did not end within {timeout_ms} ms");
                StepError::new(ErrorClass::Timeout, "timeout", message)
            }
        }
    }
}

fn inside_error(iteration: usize, failure: &Failure) -> StepError {
    let (step, attempts) = (failure.path.node(), counted(failure.attempts));
    let message = format!(
        "item {iteration}, step `{step}` failed after {attempts}: {}",
        failure.error.message
    );
    let mut details = json!({ "index": iteration, "stepId": failure.path, "attempts": failure.attempts });
    if failure.wants_decision {
        details[WANTS_DECISION] = true.into();
    }
    StepError::new(failure.error.class, &failure.error.code, message).details(details)
}
