//! One attempt of one step: secrets, rendering, the executor under its time-out, and redaction of all that comes out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::expr::Scope;
use domain::limits::{MAX_JSON_DEPTH, MAX_OUTPUT_BYTES};
use domain::run::{ErrorClass, RunMode, StepError};
use ports::{RunRef, VaultError};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::shared::{Counters, Shared};
use crate::core::{Attempt, Input, Outcome, StepLog, View};
use crate::exec::{LogSink, StepContext, StepResult, mock_answer};
use crate::redact::{MARK, Redactor};
use crate::size::{depth, json_bytes};

/// The journal keeps the rendered settings of an attempt up to this many bytes.
const INPUT_BYTES: usize = 256 * 1024;
/// What is kept of larger ones, in characters.
const INPUT_PREVIEW: usize = 2_000;

/// What all attempts of one run share.
pub(super) struct RunScope {
    pub(super) shared: Arc<Shared>,
    pub(super) run: RunRef,
    pub(super) mode: RunMode,
    pub(super) inputs: Arc<Value>,
    /// `run.id`, `run.startedAt`.
    pub(super) root: Arc<Value>,
    pub(super) redactor: Redactor,
}

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
        return scope.settle(attempt, began, &logs, Ok(StepResult::output(output)));
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
    let result = tokio::select! {
        biased;
        result = executor.run(context) => result,
        () = scope.shared.ports.clock.sleep(timeout) => Err(too_slow(step.timeout_ms)),
    };
    scope.settle(attempt, began, &logs, result)
}

fn too_slow(timeout_ms: u64) -> StepError {
    StepError::new(
        ErrorClass::Timeout,
        "timeout",
        format!("no result within {timeout_ms} ms"),
    )
}

impl RunScope {
    fn now(&self) -> DateTime<Utc> {
        self.shared.ports.clock.now()
    }

    async fn render(&self, attempt: &Attempt, view: View, is_heavy: bool) -> Result<Map<String, Value>, StepError> {
        let recipe = attempt.program.recipe(attempt.index);
        let secrets = self.secrets(&recipe.secrets).await?;
        let scope = self.scope(view, secrets);
        if recipe.needs_sandbox {
            return recipe
                .render_with(&attempt.step().config, &scope, self.shared.ports.sandbox.as_ref())
                .await;
        }
        if !is_heavy {
            return recipe.render(&attempt.step().config, &scope);
        }
        let (program, index) = (Arc::clone(&attempt.program), attempt.index);
        let rendering =
            tokio::task::spawn_blocking(move || program.recipe(index).render(&program.step(index).config, &scope));
        rendering.await.unwrap_or_else(|_| Err(panicked()))
    }

    /// A mock run sees marks in place of secrets: it works before they are stored, and can't give them away.
    async fn secrets(&self, names: &[String]) -> Result<BTreeMap<String, String>, StepError> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        if self.mode == RunMode::Mock {
            return Ok(names.iter().map(|name| (name.clone(), MARK.to_owned())).collect());
        }
        let secrets = self
            .shared
            .ports
            .vault
            .reveal(self.run.tenant, names)
            .await
            .map_err(no_secret)?;
        self.redactor.learn(&secrets);
        Ok(secrets)
    }

    /// Learns what must not be written down, before anything is: an upstream of a step that ran before a restart may
    /// send its key back later.
    pub(super) async fn learn_secrets(&self, names: &[String]) {
        for name in names {
            if let Ok(secrets) = self
                .shared
                .ports
                .vault
                .reveal(self.run.tenant, std::slice::from_ref(name))
                .await
            {
                self.redactor.learn(&secrets);
            }
        }
    }

    fn scope(&self, view: View, secrets: BTreeMap<String, String>) -> Scope {
        let mut scope = Scope::new()
            .with("inputs", Arc::clone(&self.inputs))
            .with("run", Arc::clone(&self.root));
        scope.set_empty("steps");
        scope.set_empty("secrets");
        for (id, output) in view.steps {
            scope.set_part("steps", id, output);
        }
        for (name, value) in secrets {
            scope.set_part("secrets", name, Value::String(value));
        }
        match view.item {
            Some((item, index)) => scope.with_item(item, index),
            None => scope,
        }
    }

    /// The same for every attempt of a step, and for no other step.
    fn idempotency_key(&self, attempt: &Attempt) -> String {
        let mut hash = Sha256::new();
        hash.update(self.run.run.to_string().as_bytes());
        hash.update(b"/");
        hash.update(attempt.path.as_str().as_bytes());
        hash.finalize()
            .iter()
            .fold(String::with_capacity(64), |mut text, byte| {
                // writing to a String never fails
                let _ = write!(text, "{byte:02x}");
                text
            })
    }

    fn settle(
        &self,
        attempt: &Attempt,
        began: DateTime<Utc>,
        logs: &LogSink,
        result: Result<StepResult, StepError>,
    ) -> Input {
        Counters::add(&self.shared.counters.steps, 1);
        let outcome = match result {
            Ok(StepResult::Done { output, port }) => match within_limits(&output) {
                Ok(()) => Outcome::Output {
                    output: self.redactor.value(output),
                    port,
                },
                Err(error) => Outcome::Failed(error),
            },
            Ok(StepResult::WaitUntil(until)) => Outcome::Wait { until },
            Ok(StepResult::Each { items, concurrency }) => Outcome::Each {
                items: items.into_iter().map(|item| self.redactor.value(item)).collect(),
                concurrency,
            },
            Err(error) => Outcome::Failed(self.redactor.error(error)),
        };
        if let Outcome::Failed(error) = &outcome {
            tracing::debug!(step = %attempt.path, attempt = attempt.attempt, code = error.code, "attempt failed");
        }
        let logs = logs.take().into_iter();
        let logs = logs
            .map(|line| StepLog {
                message: self.redactor.text(line.message),
                ..line
            })
            .collect();
        let duration_ms = u64::try_from((self.now() - began).num_milliseconds()).unwrap_or(0);
        Input::Settled {
            path: attempt.path.clone(),
            attempt: attempt.attempt,
            duration_ms,
            outcome,
            logs,
        }
    }
}

fn within_limits(output: &Value) -> Result<(), StepError> {
    // depth first: writing a value out recurses
    if depth(output) > MAX_JSON_DEPTH {
        let message = format!("the output is nested deeper than {MAX_JSON_DEPTH} levels");
        return Err(StepError::new(ErrorClass::Limit, "output_too_deep", message));
    }
    if json_bytes(output) > MAX_OUTPUT_BYTES {
        let message = format!("the output is larger than {MAX_OUTPUT_BYTES} bytes");
        return Err(StepError::new(ErrorClass::Limit, "output_too_large", message));
    }
    Ok(())
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

fn no_secret(error: VaultError) -> StepError {
    match error {
        VaultError::NotFound(name) => {
            let message =
                format!("there is no secret called `{name}`: add it to the organisation, or correct the name");
            StepError::new(ErrorClass::Config, "secret_not_found", message)
        }
        VaultError::Unavailable => StepError::new(
            ErrorClass::Upstream,
            "secrets_unavailable",
            "the secret store is not reachable",
        ),
    }
}

pub(super) fn panicked() -> StepError {
    StepError::new(
        ErrorClass::Internal,
        "step_panicked",
        "Apex failed inside this step; its log says more",
    )
}
