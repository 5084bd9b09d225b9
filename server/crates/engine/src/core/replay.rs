//! From the journal back to the state: the same transitions as live, without commands.

use domain::run::{EventKind, RunEvent, StepPath};

use super::Machine;
use super::close::cancel_child;
use super::undo::Ending;

/// The journal doesn't fit the plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The events don't follow each other.
    #[error("the journal has {found} where {expected} should stand")]
    Gap {
        /// The number that should follow.
        expected: i64,
        /// The number that does.
        found: i64,
    },
    /// An event names a step that the plan doesn't have.
    #[error("the journal names the step `{0}`, which the plan doesn't have")]
    UnknownStep(StepPath),
}

impl Machine {
    pub(super) fn replay(&mut self, event: &RunEvent) -> Result<(), ReplayError> {
        let expected = self.desk.seq + 1;
        if event.seq != expected {
            return Err(ReplayError::Gap {
                expected,
                found: event.seq,
            });
        }
        self.desk.seq = event.seq;
        self.desk.weigh(&event.kind);
        match &event.kind {
            EventKind::RunQueued | EventKind::RunParked { .. } => {}
            EventKind::CompensationStarted { status, error, steps } => {
                self.ending = Some(Ending::of(&self.top.program, *status, error, steps));
            }
            EventKind::SignalReceived {
                step,
                signal,
                name,
                payload,
            } => self.desk.mailbox.keep(*signal, step.as_ref(), name, payload),
            EventKind::RunStarted => {
                self.started_at.get_or_insert(event.at);
                self.fruitless += 1;
            }
            EventKind::RunResumed => self.fruitless += 1,
            EventKind::CancelRequested => self.cancel = true,
            EventKind::RunFinished { status, .. } => {
                self.finished = Some(*status);
                self.ending = None;
            }
            EventKind::Log { .. } => self.desk.logs += 1,
            EventKind::StepStarted { step, .. }
            | EventKind::StepRetried { step, .. }
            | EventKind::StepCancelled { step } => self.replay_step(step, event)?,
            EventKind::StepSucceeded { step, .. }
            | EventKind::StepFailed { step, .. }
            | EventKind::StepSkipped { step }
            | EventKind::StepWaiting { step, .. }
            | EventKind::SignalAwaited { step, .. }
            | EventKind::ApprovalRequested { step, .. }
            | EventKind::ApprovalEscalated { step, .. }
            | EventKind::ChildStarted { step, .. }
            | EventKind::IterationStarted { step, .. }
            | EventKind::LoopStarted { step, .. } => {
                self.fruitless = 0;
                self.replay_step(step, event)?;
            }
        }
        Ok(())
    }

    fn replay_step(&mut self, path: &StepPath, event: &RunEvent) -> Result<(), ReplayError> {
        let found = self.top.locate(path);
        let (slot, program, index) = found.ok_or_else(|| ReplayError::UnknownStep(path.clone()))?;
        if let EventKind::StepCancelled { .. } = &event.kind {
            // asked before, perhaps by a worker that died at it
            cancel_child(slot, path.clone(), &mut self.desk);
        }
        self.desk.mailbox.note_use(slot, &event.kind);
        slot.apply((event.seq, event.at), &event.kind, program.cell(index));
        self.desk
            .note_timer(event.at, &event.kind, program.step(index).timeout_ms);
        Ok(())
    }
}
