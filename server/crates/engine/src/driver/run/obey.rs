//! Carries the machine's commands out.

use std::future::Future;
use std::sync::Arc;

use domain::run::StepPath;
use tracing::Instrument;

use super::Running;
use crate::core::{Attempt, Command, Input};
use crate::driver::attempt::{Done, Job, perform, prepare};
use crate::size::weighs_more;

/// Outputs in sight that are larger than this are rendered off the scheduler's threads.
const HEAVY_BYTES: usize = 256 * 1024;

impl Running {
    pub(super) async fn take(&mut self, commands: Vec<Command>) {
        self.pending.extend(self.machine.take_events());
        for command in commands {
            match command {
                Command::Prepare(attempt) => self.to_prepare.push_back(attempt),
                Command::Perform(attempt) if attempt.is_outside() => self.after_commit.push(attempt),
                Command::Perform(attempt) => self.answer(attempt).await,
                Command::Abort(path) => self.abort(&path),
                Command::CancelChild { path, run } => self.to_cancel.push((path, run)),
                Command::Park { .. } | Command::Finish { .. } => self.end = Some(command),
            }
        }
    }

    /// Small pure steps are computed right here; whatever asks somebody else, or computes long, in a task.
    pub(super) async fn prepare(&mut self, attempt: Attempt) {
        let recipe = attempt.program.recipe(attempt.index);
        let asks = recipe.needs_sandbox || !recipe.secrets.is_empty();
        let view = self.machine.view(&attempt.path, &recipe.wanted);
        let is_heavy = recipe.is_heavy || weighs_more(view.steps.values().map(AsRef::as_ref), HEAVY_BYTES);
        let (path, number) = (attempt.path.clone(), attempt.attempt);
        let job = Job {
            scope: Arc::clone(&self.scope),
            attempt,
            view,
            is_heavy,
        };
        if asks || is_heavy {
            self.spawn(path, number, prepare(job));
        } else {
            let done = prepare(job).await;
            self.hear(done);
            // hundreds of small ones in a row must not keep the thread from other runs
            tokio::task::coop::consume_budget().await;
        }
    }

    /// The effect of a mock run touches nobody: it needs no barrier.
    async fn answer(&mut self, attempt: Attempt) {
        if let Some(rendered) = self.rendered.remove(&attempt.path) {
            let input = perform(&self.scope, &attempt, rendered).await;
            self.inbox.push_back(input);
        }
    }

    fn abort(&mut self, path: &StepPath) {
        if let Some(task) = self.task_of.remove(path) {
            task.abort();
        }
        self.rendered.remove(path);
        self.to_prepare.retain(|attempt| attempt.path != *path);
        self.after_commit.retain(|attempt| attempt.path != *path);
    }

    pub(super) fn spawn(&mut self, path: StepPath, attempt: u32, work: impl Future<Output = Done> + Send + 'static) {
        let span = tracing::info_span!("step", step = %path, attempt);
        let task = self.tasks.spawn(work.instrument(span));
        self.under_way.insert(task.id(), (path.clone(), attempt));
        self.task_of.insert(path, task);
    }

    pub(super) fn hear(&mut self, done: Done) {
        match done {
            Done::Settled(input) => self.inbox.push_back(input),
            Done::Prepared {
                attempt,
                rendered,
                input,
            } => {
                let Attempt { path, attempt, .. } = attempt;
                self.rendered.insert(path.clone(), rendered);
                self.inbox.push_back(Input::Prepared { path, attempt, input });
            }
        }
    }
}
