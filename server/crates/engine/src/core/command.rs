//! What the machine asks of whoever drives it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::catalogue::Effect;
use domain::id::RunId;
use domain::plan::PlanStep;
use domain::run::{RunMode, RunStatus, StepPath};

use super::Program;

/// One order of the machine.
#[derive(Debug, Clone)]
pub enum Command {
    /// Render the step's settings. A pure step is computed at once ([`Input::Settled`](super::Input)); any other
    /// answers [`Input::Prepared`](super::Input) first.
    Prepare(Attempt),
    /// Carry the effect out. When [`Attempt::is_outside`], everything taken from the machine so far must be durable
    /// first: that is the barrier.
    Perform(Attempt),
    /// The step's result is no longer wanted; stop it.
    Abort(StepPath),
    /// The run that this step has started is no longer wanted: ask for its end once the events so far are durable.
    CancelChild {
        /// The step.
        path: StepPath,
        /// The run that it started.
        run: RunId,
    },
    /// Nothing to do until then: write the events and let the run go.
    Park {
        /// When the next thing is due.
        until: DateTime<Utc>,
    },
    /// The run has ended: write the events and close it.
    Finish {
        /// A final status.
        status: RunStatus,
    },
}

/// One attempt of one step.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Which execution.
    pub path: StepPath,
    /// From 1.
    pub attempt: u32,
    /// The graph that the step belongs to.
    pub program: Arc<Program>,
    /// Its place there.
    pub index: usize,
    /// Live or mock.
    pub mode: RunMode,
}

impl Attempt {
    /// The step itself.
    #[must_use]
    pub fn step(&self) -> &PlanStep {
        self.program.step(self.index)
    }

    /// Whether it is computed from recorded data alone.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.program.effect(self.index) == Effect::Pure
    }

    /// Whether it touches the outside world.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        !self.is_pure() && self.mode == RunMode::Live
    }
}
