//! One pass over a graph, sources before targets: what is ready begins, what no live edge leads to is skipped, what is
//! due goes on. Graphs in which nothing changed are not looked at.

use std::sync::Arc;

use domain::graph::DEFAULT_PORT;
use domain::run::EventKind;
use serde_json::json;

use super::awaiting::{self, Due};
use super::command::{Attempt, Command};
use super::desk::Desk;
use super::failure::Failure;
use super::frame::Frame;
use super::join::Readiness;
use super::looping::advance_loop;
use super::lost::settle_lost;
use super::slot::Phase;
use super::turning::advance_turns;

/// What a look at one step calls for.
enum Move {
    Nothing,
    Begin,
    Skip,
    Wake,
    Loop,
    Turn,
    Lost,
    Answer,
    Escalate,
    GiveUp,
}

/// Advances a graph, or of a workflow those steps that undo the one given; gives the failure that ends it, if there is
/// one.
pub(super) fn advance(frame: &mut Frame, desk: &mut Desk, undoing: Option<usize>) -> Result<(), Failure> {
    if !std::mem::take(&mut frame.dirty) {
        return Ok(());
    }
    for index in 0..frame.slots.len() {
        if frame.program.step(index).compensates != undoing {
            continue;
        }
        match next_move(frame, index, desk) {
            Move::Nothing => {}
            Move::Begin => begin(frame, index, desk),
            Move::Skip => skip(frame, index, desk),
            Move::Wake => wake(frame, index, desk),
            Move::Loop => advance_loop(frame, index, desk),
            Move::Turn => advance_turns(frame, index, desk),
            Move::Answer => awaiting::answer(frame, index, desk),
            Move::Escalate => awaiting::escalate(frame, index, desk),
            Move::GiveUp => awaiting::give_up(frame, index, desk),
            Move::Lost => {
                settle_lost(frame, index, desk);
                if matches!(frame.slots[index].phase, Phase::Pausing(_)) {
                    begin(frame, index, desk);
                }
            }
        }
        if let Some(failure) = Failure::of(frame, index) {
            return Err(failure);
        }
    }
    Ok(())
}

fn next_move(frame: &Frame, index: usize, desk: &Desk) -> Move {
    let slot = &frame.slots[index];
    if slot.in_flight.is_some() {
        return Move::Nothing;
    }
    match &slot.phase {
        Phase::Pending => {
            let incoming = &frame.program.step(index).incoming;
            match frame.program.cell(index).join.readiness(incoming, &frame.slots) {
                Readiness::Wait => Move::Nothing,
                Readiness::Run => Move::Begin,
                Readiness::Skip => Move::Skip,
            }
        }
        Phase::Started => Move::Lost,
        Phase::Pausing(until) if *until <= desk.now => Move::Begin,
        Phase::Waiting(until) if *until <= desk.now => Move::Wake,
        Phase::Pausing(_) | Phase::Waiting(_) => Move::Nothing,
        Phase::Awaiting(awaiting) => match awaiting.due(&frame.path(index), desk) {
            Due::Nothing => Move::Nothing,
            Due::Answer => Move::Answer,
            Due::Escalate => Move::Escalate,
            Due::Overdue => Move::GiveUp,
        },
        Phase::Looping(_) => Move::Loop,
        Phase::Turning(_) => Move::Turn,
        Phase::Done(_) => Move::Nothing,
    }
}

pub(super) fn begin(frame: &mut Frame, index: usize, desk: &mut Desk) {
    if desk.holding {
        return;
    }
    let path = frame.path(index);
    let program = Arc::clone(&frame.program);
    let slot = &mut frame.slots[index];
    if let Phase::Pausing(until) = &slot.phase {
        desk.timers.remove(&(*until, path.clone()));
    }
    let attempt = slot.attempts + 1;
    slot.in_flight = Some(attempt);
    desk.in_flight += 1;
    let mode = desk.setup.mode;
    desk.commands.push(Command::Prepare(Attempt {
        path,
        attempt,
        program,
        index,
        mode,
    }));
}

fn skip(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let kind = EventKind::StepSkipped {
        step: frame.path(index),
    };
    let program = Arc::clone(&frame.program);
    desk.emit(&mut frame.slots[index], &program, index, kind);
}

/// A `wait` is over.
fn wake(frame: &mut Frame, index: usize, desk: &mut Desk) {
    let path = frame.path(index);
    let program = Arc::clone(&frame.program);
    let slot = &mut frame.slots[index];
    let waited_ms = slot.elapsed_ms(desk.now);
    desk.forget_timers(&path);
    let kind = EventKind::StepSucceeded {
        step: path,
        attempt: slot.attempts.max(1),
        duration_ms: waited_ms,
        output: json!({ "waitedMs": waited_ms }),
        port: DEFAULT_PORT.into(),
    };
    desk.emit(slot, &program, index, kind);
}
