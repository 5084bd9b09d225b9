//! Ends whatever is still open when a run, or a loop, ends early.

use std::sync::Arc;

use domain::run::{EventKind, StepPath};

use super::command::Command;
use super::desk::Desk;
use super::frame::Frame;
use super::slot::Slot;

/// Which steps of a graph are called cancelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All that have not ended: a person looks at the whole workflow.
    Unfinished,
    /// Those that had begun: an iteration that was cut off.
    Begun,
    /// Those that help to undo this step.
    Undoing(usize),
}

impl Reach {
    fn covers(self, slot: &Slot, compensates: Option<usize>) -> bool {
        match self {
            Self::Unfinished => compensates.is_none(),
            Self::Begun => slot.begun(),
            Self::Undoing(source) => compensates == Some(source),
        }
    }
}

pub(super) fn close_frame(frame: &mut Frame, reach: Reach, desk: &mut Desk) {
    let program = Arc::clone(&frame.program);
    for index in 0..frame.slots.len() {
        let path = frame.path(index);
        let slot = &mut frame.slots[index];
        if slot.is_done() || !reach.covers(slot, program.step(index).compensates) {
            continue;
        }
        close_inside(slot, desk);
        if slot.in_flight.is_some() {
            desk.commands.push(Command::Abort(path.clone()));
            desk.land(slot);
        }
        desk.forget_timers(&path);
        desk.emit(slot, &program, index, EventKind::StepCancelled { step: path.clone() });
        cancel_child(slot, path, desk);
    }
}

/// The run that the step has started is no longer wanted.
pub(super) fn cancel_child(slot: &Slot, path: StepPath, desk: &mut Desk) {
    if let Some(run) = slot.child {
        desk.commands.push(Command::CancelChild { path, run });
    }
}

/// Closes the open iterations of the loop in this slot, if it is one.
pub(super) fn close_inside(slot: &mut Slot, desk: &mut Desk) {
    for mut frame in slot.take_inner() {
        close_frame(&mut frame, Reach::Begun, desk);
    }
}
