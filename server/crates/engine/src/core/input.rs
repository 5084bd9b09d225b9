//! What the machine is told.

use chrono::{DateTime, Utc};
use domain::id::{RunId, SignalId};
use domain::run::{ApprovalRequest, LogLevel, StepError, StepPath};
use serde_json::Value;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Input {
    /// The settings of an effect step are rendered; it may be carried out.
    Prepared {
        /// Which step.
        path: StepPath,
        /// Which attempt.
        attempt: u32,
        /// The rendered settings, secrets redacted.
        input: Value,
    },
    /// An attempt ended.
    Settled {
        /// Which step.
        path: StepPath,
        /// Which attempt.
        attempt: u32,
        /// How long it took.
        duration_ms: u64,
        /// How it ended.
        outcome: Outcome,
        /// Lines that it wrote, in order.
        logs: Vec<StepLog>,
    },
    /// Somebody outside said something to the run. The same id is taken once.
    Signal(Heard),
    /// Somebody asked for the end.
    Cancel,
    /// Time has passed.
    Tick,
    /// Begin nothing new: the worker is going down.
    Hold,
}

/// Something that was said to the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Its id.
    pub signal: SignalId,
    /// The step that it is for; none for whichever waits for the name.
    pub step: Option<StepPath>,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub payload: Value,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// With a result.
    Output {
        /// The step's output, secrets redacted.
        output: Value,
        /// The port it leaves by.
        port: String,
    },
    /// It waits for a time, and succeeds then.
    Wait {
        /// When.
        until: DateTime<Utc>,
    },
    /// Its body runs once an item.
    Each {
        /// The items.
        items: Vec<Value>,
        /// Iterations at once.
        concurrency: usize,
    },
    /// The condition of its next turn is evaluated.
    Turn(Turn),
    /// It waits for a signal.
    Await {
        /// What the signal is called.
        name: String,
        /// Until when; none waits for ever.
        until: Option<DateTime<Utc>>,
    },
    /// It waits for a person.
    Ask(Box<ApprovalRequest>),
    /// It has started another workflow.
    Child {
        /// The run of it.
        run: RunId,
        /// Whether it waits for its end.
        wait: bool,
    },
    /// It failed.
    Failed(StepError),
}

/// Whether a loop goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// What the condition says.
    pub goes_on: bool,
    /// Most turns.
    pub most: u32,
    /// Whether the loop ends well when it has had them all.
    pub is_lenient: bool,
}

/// A line that a step wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLog {
    /// How loud.
    pub level: LogLevel,
    /// The text, secrets redacted.
    pub message: String,
}
