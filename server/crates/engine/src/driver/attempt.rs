//! One attempt of one step: secrets, rendering, the executor under its time-out, and redaction of all that comes out.

mod child;
mod scope;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::run::{ErrorClass, RunMode, StepError};
use serde_json::{Map, Value, json};

use self::child::{Came, start_child};
pub(super) use self::scope::RunScope;
use crate::circuit::Verdict;
use crate::core::{Attempt, Input, Outcome, View};
use crate::exec::{LogSink, StepContext, StepResult, mock_answer};
use crate::size::json_bytes;

/// The journal keeps the rendered settings of an attempt up to this many bytes.
const INPUT_BYTES: usize = 256 * 1024;
/// What is kept of larger ones, in characters.
const INPUT_PREVIEW: usize = 2_000;

/// An attempt that is to be prepared.
pub(super) struct Job {
    pub(super) scope: Arc<RunScope>,
    pub(super) attempt: Attempt,
    pub(super) view: View,
    /// Whether rendering is better done off the scheduler's threads.
    pub(super) is_heavy: bool,
}

/// Settings with values, ready to be carried out. May hold secrets.
pub(super) struct Rendered {
    config: Map<String, Value>,
    sources: Vec<(String, Arc<Value>)>,
}

/// What came of a task.
pub(super) enum Done {
    /// An effect step may be carried out.
    Prepared {
        attempt: Attempt,
        rendered: Rendered,
        input: Value,
    },
    /// The attempt ended.
    Settled(Input),
}

/// Renders the settings; computes the step at once when it is pure.
pub(super) async fn prepare(job: Job) -> Done {
    let Job {
        scope,
        attempt,
        view,
        is_heavy,
    } = job;
    let began = scope.now();
    let logs = LogSink::default();
    let sources = view.sources.clone();
    let config = match scope.render(&attempt, view, is_heavy).await {
        Ok(config) => config,
        Err(error) => return Done::Settled(scope.settle(&attempt, began, &logs, Err(error))),
    };
    let rendered = Rendered { config, sources };
    if attempt.is_pure() {
        return Done::Settled(carry_out(&scope, &attempt, rendered, began, logs).await);
    }
    let input = journaled(scope.redactor.value(Value::Object(rendered.config.clone())));
    Done::Prepared {
        attempt,
        rendered,
        input,
    }
}

/// Carries an effect out, or answers for it in a mock run.
pub(super) async fn perform(scope: &RunScope, attempt: &Attempt, rendered: Rendered) -> Input {
    let began = scope.now();
    let logs = LogSink::default();
    if attempt.mode == RunMode::Mock {
        let output = mock_answer(attempt.step(), &rendered.config);
        let port = (attempt.step().kind.mock_port)(&output).to_owned();
        return scope.settle(attempt, began, &logs, Ok(StepResult::Done { output, port }));
    }
    carry_out(scope, attempt, rendered, began, logs).await
}

async fn carry_out(
    scope: &RunScope,
    attempt: &Attempt,
    rendered: Rendered,
    began: DateTime<Utc>,
    logs: LogSink,
) -> Input {
    let step = attempt.step();
    let Some(executor) = scope.shared.ports.executors.get(step.kind.key) else {
        let message = format!("this worker can't do steps of the kind `{}`", step.kind.key);
        return scope.settle(
            attempt,
            began,
            &logs,
            Err(StepError::new(ErrorClass::Internal, "no_executor", message)),
        );
    };
    let (tenant, target) = (scope.run.tenant, executor.target(&rendered.config));
    let call = match scope.shared.circuits.admit(tenant, target, began) {
        Ok(call) => call,
        Err(error) => return scope.settle(attempt, began, &logs, Err(error)),
    };
    let timeout = Duration::from_millis(step.timeout_ms);
    let context = StepContext {
        run: scope.run.run,
        path: attempt.path.clone(),
        attempt: attempt.attempt,
        config: rendered.config,
        inputs: Arc::clone(&scope.inputs),
        sources: rendered.sources,
        now: began,
        timeout,
        idempotency_key: scope.idempotency_key(attempt),
        logs: logs.clone(),
    };
    let work = async {
        match executor.run(context).await {
            Ok(StepResult::Start(order)) => start_child(scope, attempt, order).await,
            Ok(result) => Ok(Came::Result(result)),
            Err(error) => Err(error),
        }
    };
    let result = tokio::select! {
        biased;
        result = work => result,
        () = scope.shared.ports.clock.sleep(timeout) => Err(too_slow(step.timeout_ms)),
    };
    scope.shared.circuits.settle(call, Verdict::of(&result), scope.now());
    match result {
        Ok(Came::Result(result)) => scope.settle(attempt, began, &logs, Ok(result)),
        Ok(Came::Child { run, wait }) => scope.settled(attempt, began, &logs, Outcome::Child { run, wait }),
        Err(error) => scope.settle(attempt, began, &logs, Err(error)),
    }
}

fn too_slow(timeout_ms: u64) -> StepError {
    StepError::new(
        ErrorClass::Timeout,
        "timeout",
        format!("no result within {timeout_ms} ms"),
    )
}

/// What the journal keeps of the settings: all, or the beginning of very large ones.
fn journaled(input: Value) -> Value {
    let bytes = json_bytes(&input);
    if bytes <= INPUT_BYTES {
        return input;
    }
    let preview: String = input.to_string().chars().take(INPUT_PREVIEW).collect();
    json!({ "truncated": true, "bytes": bytes, "preview": preview })
}

pub(super) fn panicked() -> StepError {
    StepError::new(
        ErrorClass::Internal,
        "step_panicked",
        "Apex failed inside this step; its log says more",
    )
}
