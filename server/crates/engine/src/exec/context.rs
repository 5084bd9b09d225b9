//! What an executor is given, and what it gives back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::graph::DEFAULT_PORT;
use domain::id::{RunId, WorkflowId};
use domain::limits::MAX_LOGS;
use domain::plan::PlanStep;
use domain::run::{ApprovalRequest, LogLevel, StepError, StepPath};
use ports::ChildVersion;
use serde_json::{Map, Value};

use crate::core::{Join, StepLog, Turn};

/// Carries out one kind of node.
#[async_trait]
pub trait Executor: Send + Sync + 'static {
    /// Does the step once. Dropped when the attempt's time is up or the run ends.
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError>;

    /// When a step of this kind may run; the default waits for all its sources.
    fn join(&self, _step: &PlanStep) -> Join {
        Join::All
    }

    /// For loops: iterations at once, as far as the settings say it without evaluation.
    fn width(&self, _step: &PlanStep) -> usize {
        1
    }

    /// For loops: whether a failed item is a result like others.
    fn collects(&self, _step: &PlanStep) -> bool {
        false
    }

    /// Whom the step calls, for those that may be away: after many failures it is left alone for a while.
    fn target(&self, _config: &Map<String, Value>) -> Option<String> {
        None
    }
}

/// One attempt, as its executor sees it.
#[derive(Debug, Clone)]
pub struct StepContext {
    /// The run.
    pub run: RunId,
    /// The step.
    pub path: StepPath,
    /// From 1.
    pub attempt: u32,
    /// The settings, rendered; may hold secrets.
    pub config: Map<String, Value>,
    /// The run's inputs.
    pub inputs: Arc<Value>,
    /// Outputs of the sources that arrived, by step id, in the author's order.
    pub sources: Vec<(String, Arc<Value>)>,
    /// When the attempt began.
    pub now: DateTime<Utc>,
    /// How long it may take.
    pub timeout: Duration,
    /// hash(run, step path): the same for every attempt. Hand it downstream where it makes repeats harmless.
    pub idempotency_key: String,
    /// Takes lines for the run's log.
    pub logs: LogSink,
}

/// Collects the lines that one attempt writes.
#[derive(Debug, Clone, Default)]
pub struct LogSink(Arc<Mutex<Vec<StepLog>>>);

impl LogSink {
    /// Writes a line. Secrets are taken out later; past the run's limit lines are dropped.
    pub fn write(&self, level: LogLevel, message: impl Into<String>) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() <= MAX_LOGS {
            lines.push(StepLog {
                level,
                message: message.into(),
            });
        }
    }

    pub(crate) fn take(&self) -> Vec<StepLog> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq)]
pub enum StepResult {
    /// It has its output.
    Done {
        /// `steps.<id>` from now on.
        output: Value,
        /// The port it leaves by.
        port: String,
    },
    /// It succeeds by itself at this time, however often the worker changes.
    WaitUntil(DateTime<Utc>),
    /// Its body is to run once an item.
    Each {
        /// The items, in order.
        items: Vec<Value>,
        /// Iterations at once.
        concurrency: usize,
    },
    /// Whether its body is to run once more.
    Turn(Turn),
    /// It waits for a signal.
    Await {
        /// What the signal is called.
        name: String,
        /// Until when; none waits for ever.
        until: Option<DateTime<Utc>>,
    },
    /// It asks a person and waits for the answer.
    Ask(Box<ApprovalRequest>),
    /// Another workflow is to be started.
    Start(ChildOrder),
}

/// Another workflow that a step starts.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildOrder {
    /// Which one.
    pub workflow: WorkflowId,
    /// Which version.
    pub version: ChildVersion,
    /// With these inputs.
    pub inputs: Value,
    /// Whether the step waits for its end, and takes over its output.
    pub wait: bool,
}

impl StepResult {
    /// Done, leaving by the one port.
    #[must_use]
    pub fn output(output: Value) -> Self {
        Self::Done {
            output,
            port: DEFAULT_PORT.into(),
        }
    }
}
