//! A run that ends early undoes what its steps did: the edges by `compensate` lead to the steps that know how.
//!
//! Sources that succeeded are taken one after the other, the last one first. What fails at it is said in the run's error
//! and doesn't keep the others from being undone. It is journaled when it begins, with the order, so that a worker that
//! dies in the middle changes nothing of it.

use domain::graph::OnError;
use domain::run::{EventKind, RunError, RunStatus, StepPath, StepStatus};
use serde_json::Value;

use super::advance::advance;
use super::close::{Reach, close_frame};
use super::desk::Desk;
use super::frame::Frame;
use super::slot::Phase;
use super::{Machine, Program};

/// How a run ends, once everything is undone.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    status: RunStatus,
    error: RunError,
    /// Steps to undo, in this order.
    sources: Vec<usize>,
}

impl Ending {
    /// As the journal has it.
    pub(super) fn of(program: &Program, status: RunStatus, error: &RunError, steps: &[StepPath]) -> Self {
        Self {
            status,
            error: error.clone(),
            sources: steps
                .iter()
                .filter_map(|path| program.index_of(path.as_str()))
                .collect(),
        }
    }
}

impl Machine {
    /// Ends the run, after undoing what can be undone.
    pub(super) fn end_with_undoing(&mut self, status: RunStatus, error: RunError) {
        let sources = to_undo(&self.top);
        if sources.is_empty() {
            return self.finish(status, Value::Null, Some(error));
        }
        let steps = sources.iter().map(|source| self.top.path(*source)).collect();
        self.desk.record(EventKind::CompensationStarted {
            status,
            error: error.clone(),
            steps,
        });
        self.ending = Some(Ending { status, error, sources });
        self.undo();
    }

    /// Goes on undoing; ends the run when there is nothing more to undo.
    pub(super) fn undo(&mut self) {
        let Some(ending) = self.ending.clone() else { return };
        for source in &ending.sources {
            self.top.dirty = true;
            if advance(&mut self.top, &mut self.desk, Some(*source)).is_err() {
                close_frame(&mut self.top, Reach::Undoing(*source), &mut self.desk);
            }
            if is_over(&self.top, *source) {
                continue;
            }
            if self.desk.in_flight > 0 || self.desk.holding || self.next_due().is_some() || self.top.stir() {
                return self.rest();
            }
            close_frame(&mut self.top, Reach::Undoing(*source), &mut self.desk);
        }
        self.ending = None;
        let message = format!("{}{}", ending.error.message, report(&self.top, &ending.sources));
        let error = RunError {
            message,
            ..ending.error
        };
        self.finish(ending.status, Value::Null, Some(error));
    }

    /// The run is given up as it stands: says what stays undone.
    pub(super) fn end_without_undoing(&mut self, status: RunStatus, error: RunError) {
        let sources = match self.ending.take() {
            Some(ending) => ending.sources,
            None => to_undo(&self.top),
        };
        for source in &sources {
            close_frame(&mut self.top, Reach::Undoing(*source), &mut self.desk);
        }
        let message = format!("{}{}", error.message, report(&self.top, &sources));
        self.finish(status, Value::Null, Some(RunError { message, ..error }));
    }
}

/// Steps that undo others and were not needed are skipped.
pub(super) fn skip_unused(top: &mut Frame, desk: &mut Desk) {
    let program = std::sync::Arc::clone(&top.program);
    for index in 0..top.slots.len() {
        let step = top.path(index);
        let slot = &mut top.slots[index];
        if program.step(index).compensates.is_some() && !slot.is_done() {
            desk.emit(slot, &program, index, EventKind::StepSkipped { step });
        }
    }
}

/// Steps that succeeded and can be undone, the last one first.
fn to_undo(top: &Frame) -> Vec<usize> {
    let mut sources: Vec<usize> = top.program.steps().iter().filter_map(|step| step.compensates).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.retain(|source| top.slots[*source].succeeded());
    sources.sort_by_key(|source| std::cmp::Reverse(top.slots[*source].ended));
    sources
}

fn steps_of(top: &Frame, source: usize) -> impl Iterator<Item = usize> {
    let steps = top.program.steps().iter().enumerate();
    steps
        .filter(move |(_, step)| step.compensates == Some(source))
        .map(|(index, _)| index)
}

fn is_over(top: &Frame, source: usize) -> bool {
    steps_of(top, source).all(|index| top.slots[index].is_done())
}

/// A sentence on what was undone, and one on what was not.
fn report(top: &Frame, sources: &[usize]) -> String {
    let mut undone = Vec::new();
    let mut rest = Vec::new();
    for source in sources {
        let id = &top.program.step(*source).id;
        match trouble(top, *source) {
            None => undone.push(format!("`{id}`")),
            Some(why) => rest.push(format!("`{id}` ({why})")),
        }
    }
    let mut text = String::new();
    for (title, steps) in [("Undone", undone), ("Not undone", rest)] {
        if !steps.is_empty() {
            text.push_str(&format!(" {title}: {}.", steps.join(", ")));
        }
    }
    text
}

/// Why a step is not undone.
fn trouble(top: &Frame, source: usize) -> Option<String> {
    let mut all = steps_of(top, source);
    all.find_map(|index| {
        let (step, slot) = (top.program.step(index), &top.slots[index]);
        let failed = slot.error.as_ref().filter(|_| step.on_error == OnError::Fail);
        match (&slot.phase, failed) {
            (Phase::Done(StepStatus::Failed), Some(error)) => Some(format!("`{}` failed: {}", step.id, error.message)),
            (Phase::Done(StepStatus::Cancelled) | Phase::Pending, _) => Some(format!("`{}` did not run", step.id)),
            _fine => None,
        }
    })
}
