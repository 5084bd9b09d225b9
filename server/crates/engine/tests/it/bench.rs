//! A machine on a bench: told things by hand, every event kept.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::graph::OnError;
use domain::id::SignalId;
use domain::plan::{Plan, PlanStep};
use domain::run::{ErrorClass, EventKind, RunEvent, RunMode, RunState, StepError, StepPath, StepStatus};
use engine::core::{Attempt, Command, Heard, Input, Machine, Outcome, Program, Setup};
use serde_json::{Value, json};

use crate::graphs::program;

/// The machine, its journal and its commands.
pub(crate) struct Bench {
    pub(crate) program: Arc<Program>,
    pub(crate) machine: Machine,
    pub(crate) now: DateTime<Utc>,
    pub(crate) journal: Vec<RunEvent>,
    pub(crate) commands: Vec<Command>,
}

pub(crate) fn setup() -> Setup {
    Setup {
        mode: RunMode::Live,
        seed: 1,
        park_after: Some(Duration::from_secs(1)),
    }
}

impl Bench {
    pub(crate) fn of(plan: Plan) -> Self {
        Self::on(program(plan))
    }

    pub(crate) fn on(program: Arc<Program>) -> Self {
        let now = DateTime::UNIX_EPOCH;
        let journal = vec![RunEvent {
            seq: 1,
            at: now,
            kind: EventKind::RunQueued,
        }];
        let machine = Machine::new(Arc::clone(&program), setup(), &journal).unwrap();
        let mut bench = Self {
            program,
            machine,
            now,
            journal,
            commands: Vec::new(),
        };
        let commands = bench.machine.start(now);
        bench.keep(commands);
        bench
    }

    pub(crate) fn keep(&mut self, commands: Vec<Command>) {
        self.journal.extend(self.machine.take_events());
        self.commands.extend(commands);
    }

    pub(crate) fn tell(&mut self, input: Input) {
        let commands = self.machine.on(input, self.now);
        self.keep(commands);
    }

    /// The worker dies; another one takes the run up from the journal.
    pub(crate) fn crash(&mut self) {
        self.machine = Machine::new(Arc::clone(&self.program), setup(), &self.journal).unwrap();
        self.commands.clear();
        let commands = self.machine.start(self.now);
        self.keep(commands);
    }

    pub(crate) fn later(&mut self, ms: i64) {
        self.now += TimeDelta::milliseconds(ms);
        self.tell(Input::Tick);
    }

    pub(crate) fn settle(&mut self, step: &str, outcome: Outcome) {
        let attempt = self
            .asked()
            .into_iter()
            .rev()
            .find(|(path, _)| path == step)
            .map_or(1, |(_, attempt)| attempt);
        let path = step.parse().unwrap();
        self.tell(Input::Settled {
            path,
            attempt,
            duration_ms: 5,
            outcome,
            logs: Vec::new(),
        });
    }

    pub(crate) fn done(&mut self, step: &str) {
        self.settle(
            step,
            Outcome::Output {
                output: json!(step),
                port: "out".into(),
            },
        );
    }

    pub(crate) fn fail(&mut self, step: &str, class: ErrorClass) {
        self.settle(
            step,
            Outcome::Failed(StepError::new(class, "http_status", "the server answered 500")),
        );
    }

    /// Somebody says something to the run; one that is parked is taken up with it.
    pub(crate) fn signal(&mut self, id: u128, step: Option<&str>, name: &str, payload: Value) {
        let heard = Heard {
            signal: SignalId::from_uuid(uuid::Uuid::from_u128(id)),
            step: step.map(|step| step.parse().unwrap()),
            name: name.into(),
            payload,
        };
        if !matches!(self.commands.last(), Some(Command::Park { .. })) {
            return self.tell(Input::Signal(heard));
        }
        self.machine = Machine::new(Arc::clone(&self.program), setup(), &self.journal).unwrap();
        self.commands.clear();
        let commands = self.machine.take_up(self.now, vec![heard], false);
        self.keep(commands);
    }

    /// Runs whose end was asked for, by step.
    pub(crate) fn unwanted(&self) -> Vec<String> {
        let unwanted = |command: &Command| match command {
            Command::CancelChild { path, .. } => Some(path.to_string()),
            Command::Prepare(_)
            | Command::Perform(_)
            | Command::Abort(_)
            | Command::Park { .. }
            | Command::Finish { .. } => None,
        };
        self.commands.iter().filter_map(unwanted).collect()
    }

    pub(crate) fn output(&self, step: &str) -> Value {
        self.state().steps[&step.parse::<StepPath>().unwrap()].output.clone()
    }

    pub(crate) fn prepared(&mut self, step: &str, attempt: u32) {
        self.tell(Input::Prepared {
            path: step.parse().unwrap(),
            attempt,
            input: json!({ "url": "x" }),
        });
    }

    /// Steps that were asked to be prepared, with their attempts.
    pub(crate) fn asked(&self) -> Vec<(String, u32)> {
        let asked = |command: &Command| match command {
            Command::Prepare(Attempt { path, attempt, .. }) => Some((path.to_string(), *attempt)),
            Command::Perform(_)
            | Command::Abort(_)
            | Command::CancelChild { .. }
            | Command::Park { .. }
            | Command::Finish { .. } => None,
        };
        self.commands.iter().filter_map(asked).collect()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.asked().into_iter().map(|(path, _)| path).collect()
    }

    pub(crate) fn aborted(&self) -> Vec<String> {
        let aborted = |command: &Command| match command {
            Command::Abort(path) => Some(path.to_string()),
            Command::Prepare(_)
            | Command::Perform(_)
            | Command::CancelChild { .. }
            | Command::Park { .. }
            | Command::Finish { .. } => None,
        };
        self.commands.iter().filter_map(aborted).collect()
    }

    pub(crate) fn state(&self) -> RunState {
        RunState::from_events(&self.journal)
    }

    pub(crate) fn status(&self, step: &str) -> Option<StepStatus> {
        self.state()
            .steps
            .get(&step.parse::<StepPath>().unwrap())
            .map(|step| step.status)
    }

    pub(crate) fn last(&self) -> &Command {
        self.commands.last().unwrap()
    }
}

pub(crate) fn with(step: PlanStep, on_error: OnError) -> PlanStep {
    PlanStep { on_error, ..step }
}

pub(crate) fn items(values: &[i64], concurrency: usize) -> Outcome {
    Outcome::Each {
        items: values.iter().copied().map(Value::from).collect(),
        concurrency,
    }
}

pub(crate) fn large(bytes: usize) -> Outcome {
    Outcome::Output {
        output: json!("x".repeat(bytes)),
        port: "out".into(),
    }
}
