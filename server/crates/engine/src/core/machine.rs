//! The state of one run, and the turn of it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::limits::{MAX_OUTPUT_BYTES, MAX_RUN_BYTES};
use domain::run::{EventKind, RunError, RunEvent, RunMode, RunStatus, StepPath};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::advance::advance;
use super::close::{Reach, close_frame};
use super::command::Command;
use super::desk::{Desk, later};
use super::failure::{Failure, counted};
use super::frame::Frame;
use super::output::output_of;
use super::undo::{Ending, skip_unused};
use super::{Heard, Input, Program, ReplayError};
use crate::size::json_bytes;

/// A run that waits for a word from outside, with no time set, is looked at again after this long (30 days).
const FAR_MS: u64 = 30 * 24 * 3_600_000;

/// What a machine is told once.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Live or mock.
    pub mode: RunMode,
    /// Draws the jitter of retries: the same seed, step and attempt give the same pause, before and after a restart.
    pub seed: u64,
    /// A run whose next thing is due later than this is parked; none never parks.
    pub park_after: Option<Duration>,
}

impl Setup {
    /// A number in 0..1 for this attempt.
    pub(super) fn draw(&self, path: &StepPath, attempt: u32) -> f64 {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(attempt.to_be_bytes());
        hash.update(path.as_str().as_bytes());
        let digest = hash.finalize();
        let bits = digest
            .iter()
            .take(4)
            .fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        f64::from(bits) / f64::from(u32::MAX)
    }
}

/// One run: told what happens, it says what to journal and what to do.
///
/// After every call take the events with [`take_events`](Self::take_events); they must become durable in that order.
#[derive(Debug)]
pub struct Machine {
    pub(super) top: Frame,
    pub(super) desk: Desk,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) cancel: bool,
    pub(super) finished: Option<RunStatus>,
    /// How often the run was taken up since a step last got anywhere.
    pub(super) fruitless: u32,
    parked: bool,
    /// The run is ending; its steps are being undone.
    pub(super) ending: Option<Ending>,
}

impl Machine {
    /// The run as its journal tells it.
    pub fn new(program: Arc<Program>, setup: Setup, journal: &[RunEvent]) -> Result<Self, ReplayError> {
        let mut machine = Self {
            top: Frame::new(program, None),
            desk: Desk::new(setup),
            started_at: None,
            cancel: false,
            finished: None,
            fruitless: 0,
            parked: false,
            ending: None,
        };
        journal.iter().try_for_each(|event| machine.replay(event))?;
        Ok(machine)
    }

    /// Takes the run up, for the first time or again.
    pub fn start(&mut self, now: DateTime<Utc>) -> Vec<Command> {
        self.take_up(now, Vec::new(), false)
    }

    /// The same, with everything that was said to the run meanwhile, and whether somebody asked for its end: a run that
    /// would only be parked again must hear of both before.
    pub fn take_up(&mut self, now: DateTime<Utc>, signals: Vec<Heard>, cancel: bool) -> Vec<Command> {
        self.desk.now = now;
        if self.finished.is_some() {
            self.desk.commands.clear();
            return self.turn();
        }
        let first = self.started_at.is_none();
        self.started_at.get_or_insert(now);
        self.desk.record(if first {
            EventKind::RunStarted
        } else {
            EventKind::RunResumed
        });
        signals.into_iter().for_each(|heard| self.on_signal(heard));
        if self.cancel || cancel {
            self.on_cancel();
        }
        self.turn()
    }

    /// Tells the machine what happened.
    pub fn on(&mut self, input: Input, now: DateTime<Utc>) -> Vec<Command> {
        self.desk.now = now.max(self.desk.now);
        if self.finished.is_some() || self.parked {
            return Vec::new();
        }
        match input {
            Input::Prepared { path, attempt, input } => self.on_prepared(&path, attempt, input),
            Input::Settled {
                path,
                attempt,
                duration_ms,
                outcome,
                logs,
            } => {
                self.on_settled(&path, (attempt, duration_ms), outcome, &logs);
            }
            Input::Signal(heard) => self.on_signal(heard),
            Input::Cancel => self.on_cancel(),
            Input::Tick => self.on_tick(),
            Input::Hold => self.on_hold(),
        }
        self.turn()
    }

    /// Ends the run as `dead`: it can't be gone on with.
    pub fn give_up(&mut self, code: &str, message: &str, now: DateTime<Utc>) -> Vec<Command> {
        self.desk.now = now;
        let error = RunError {
            code: code.into(),
            message: message.into(),
            step_id: None,
            attempts: 0,
        };
        self.stop_all();
        self.end_without_undoing(RunStatus::Dead, error);
        std::mem::take(&mut self.desk.commands)
    }

    /// The events since the last call, in order.
    pub fn take_events(&mut self) -> Vec<RunEvent> {
        std::mem::take(&mut self.desk.events)
    }

    /// When the next thing is due, if nothing happens before.
    #[must_use]
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.desk.timers.first().map(|(until, _)| *until)
    }

    /// Attempts that the driver works on.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.desk.in_flight
    }

    /// What the run's journal holds with all events so far, in bytes of JSON.
    #[must_use]
    pub fn journal_bytes(&self) -> usize {
        self.desk.bytes
    }

    /// When a worker first took the run.
    #[must_use]
    pub fn started_at(&self) -> Option<DateTime<Utc>> {
        self.started_at
    }

    /// How often the run was taken up since a step last got anywhere.
    #[must_use]
    pub fn fruitless(&self) -> u32 {
        self.fruitless
    }

    /// Names of all secrets that the run's steps refer to.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.top.program.secrets()
    }

    fn turn(&mut self) -> Vec<Command> {
        if self.ending.is_some() {
            self.undo();
        } else if self.finished.is_none() {
            match advance(&mut self.top, &mut self.desk, None) {
                Err(failure) => self.fail(&failure),
                Ok(()) if self.top.is_complete() => self.succeed(),
                Ok(()) if self.desk.is_full() => self.outgrow(),
                Ok(()) => self.rest(),
            }
        } else if self.desk.commands.is_empty() {
            self.desk
                .commands
                .extend(self.finished.map(|status| Command::Finish { status }));
        }
        std::mem::take(&mut self.desk.commands)
    }

    /// Parks the run when only time can bring it on, and says so when nothing can.
    pub(super) fn rest(&mut self) {
        if self.desk.in_flight > 0 || self.desk.holding {
            return;
        }
        let until = match self.next_due() {
            None if self.top.stir() => Some(later(self.desk.now, FAR_MS)),
            due => due,
        };
        let Some(until) = until else {
            let message = "The run can't go on: no step is ready and none is under way.";
            let error = RunError {
                code: "stuck".into(),
                message: message.into(),
                step_id: None,
                attempts: 0,
            };
            return self.end_early(RunStatus::Failed, error);
        };
        let far = |span: Duration| (until - self.desk.now).to_std().is_ok_and(|left| left > span);
        if self.desk.setup.park_after.is_some_and(far) {
            self.parked = true;
            self.desk.record(EventKind::RunParked { until });
            self.desk.commands.push(Command::Park { until });
        }
    }

    fn succeed(&mut self) {
        let output = output_of(&self.top);
        if json_bytes(&output) > MAX_OUTPUT_BYTES {
            let message = format!("The output of the run is larger than {MAX_OUTPUT_BYTES} bytes.");
            let error = RunError {
                code: "output_too_large".into(),
                message,
                step_id: None,
                attempts: 0,
            };
            return self.end_early(RunStatus::Failed, error);
        }
        self.finish(RunStatus::Succeeded, output, None);
    }

    /// The journal is what a worker reads and holds to take the run up again: it can't grow without end.
    fn outgrow(&mut self) {
        let message = format!("The steps of the run have written more than {MAX_RUN_BYTES} bytes together.");
        let error = RunError {
            code: "run_too_large".into(),
            message,
            step_id: None,
            attempts: 0,
        };
        self.end_early(RunStatus::Failed, error);
    }

    fn fail(&mut self, failure: &Failure) {
        let attempts = counted(failure.attempts);
        let message = format!(
            "Step `{}` failed after {attempts}: {}",
            failure.path, failure.error.message
        );
        let error = RunError {
            code: failure.error.code.clone(),
            message,
            step_id: Some(failure.path.clone()),
            attempts: failure.attempts,
        };
        let status = if failure.wants_decision {
            RunStatus::Dead
        } else {
            RunStatus::Failed
        };
        self.end_early(status, error);
    }

    pub(super) fn end_early(&mut self, status: RunStatus, error: RunError) {
        self.stop_all();
        self.end_with_undoing(status, error);
    }

    /// Ends every step that has not ended, but for those that undo others.
    fn stop_all(&mut self) {
        // what was about to begin will not; what is to be stopped still is
        self.desk
            .commands
            .retain(|command| matches!(command, Command::Abort(_) | Command::CancelChild { .. }));
        close_frame(&mut self.top, Reach::Unfinished, &mut self.desk);
    }

    pub(super) fn finish(&mut self, status: RunStatus, output: Value, error: Option<RunError>) {
        self.finished = Some(status);
        skip_unused(&mut self.top, &mut self.desk);
        self.desk.timers.clear();
        self.desk.record(EventKind::RunFinished { status, output, error });
        self.desk.commands.push(Command::Finish { status });
    }
}
