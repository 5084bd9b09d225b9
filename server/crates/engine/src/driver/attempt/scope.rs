//! What all attempts of one run share, and what the run lets a step see: inputs, outputs, secrets.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::expr::Scope;
use domain::limits::{MAX_JSON_DEPTH, MAX_OUTPUT_BYTES};
use domain::run::{ApprovalRequest, ErrorClass, RunMode, StepError};
use ports::{Lease, RunRef, VaultError};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::super::shared::{Counters, Shared};
use super::panicked;
use crate::core::{Attempt, Input, Outcome, StepLog, View};
use crate::exec::{LogSink, StepResult};
use crate::redact::{MARK, Redactor};
use crate::size::{depth, json_bytes};

/// What all attempts of one run share.
pub(in crate::driver) struct RunScope {
    pub(in crate::driver) shared: Arc<Shared>,
    pub(in crate::driver) run: RunRef,
    pub(in crate::driver) lease: Lease,
    pub(in crate::driver) mode: RunMode,
    pub(in crate::driver) inputs: Arc<Value>,
    /// `run.id`, `run.startedAt`.
    pub(in crate::driver) root: Arc<Value>,
    pub(in crate::driver) redactor: Redactor,
}

impl RunScope {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.shared.ports.clock.now()
    }

    pub(super) async fn render(
        &self,
        attempt: &Attempt,
        view: View,
        is_heavy: bool,
    ) -> Result<Map<String, Value>, StepError> {
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
    ///
    /// A secret that was deleted since is passed over; it fails when the vault is away. A mock run knows none.
    pub(in crate::driver) async fn learn_secrets(&self, names: &[String]) -> Result<(), VaultError> {
        let mut names = names.to_vec();
        while self.mode == RunMode::Live && !names.is_empty() {
            match self.shared.ports.vault.reveal(self.run.tenant, &names).await {
                Ok(secrets) => {
                    self.redactor.learn(&secrets);
                    return Ok(());
                }
                Err(VaultError::NotFound(gone)) if names.contains(&gone) => names.retain(|name| *name != gone),
                Err(error @ (VaultError::NotFound(_) | VaultError::Unavailable)) => return Err(error),
            }
        }
        Ok(())
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
    pub(super) fn idempotency_key(&self, attempt: &Attempt) -> String {
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

    pub(super) fn settle(
        &self,
        attempt: &Attempt,
        began: DateTime<Utc>,
        logs: &LogSink,
        result: Result<StepResult, StepError>,
    ) -> Input {
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
            Ok(StepResult::Turn(turn)) => Outcome::Turn(turn),
            Ok(StepResult::Await { name, until }) => Outcome::Await { name, until },
            Ok(StepResult::Ask(request)) => Outcome::Ask(Box::new(ApprovalRequest {
                title: self.redactor.text(request.title),
                message: self.redactor.text(request.message),
                ..*request
            })),
            // the driver starts children before it settles
            Ok(StepResult::Start(_)) => Outcome::Failed(panicked()),
            Err(error) => Outcome::Failed(self.redactor.error(error)),
        };
        self.settled(attempt, began, logs, outcome)
    }

    /// Tells the machine, with the lines that the attempt wrote.
    pub(super) fn settled(&self, attempt: &Attempt, began: DateTime<Utc>, logs: &LogSink, outcome: Outcome) -> Input {
        Counters::add(&self.shared.counters.steps, 1);
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

fn no_secret(error: VaultError) -> StepError {
    match error {
        VaultError::NotFound(name) => {
            let message = format!(
                "there is no secret called `{name}`: an administrator sets it in the environment of Apex, or the name needs correcting"
            );
            StepError::new(ErrorClass::Config, "secret_not_found", message)
        }
        VaultError::Unavailable => StepError::new(
            ErrorClass::Upstream,
            "secrets_unavailable",
            "the secret store is not reachable",
        ),
    }
}
