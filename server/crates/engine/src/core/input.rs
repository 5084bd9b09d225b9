//! What the machine is told.

use chrono::{DateTime, Utc};
use domain::run::{LogLevel, StepError, StepPath};
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
    /// Somebody asked for the end.
    Cancel,
    /// Time has passed.
    Tick,
    /// Begin nothing new: the worker is going down.
    Hold,
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
    /// It failed.
    Failed(StepError),
}

/// A line that a step wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLog {
    /// How loud.
    pub level: LogLevel,
    /// The text, secrets redacted.
    pub message: String,
}
