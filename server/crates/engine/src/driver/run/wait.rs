//! Waits for whatever comes first: a step's end, a time, a cancel, the way down, the end of this worker's life.

use tokio::task::{Id, JoinError};

use super::{Ended, Running};
use crate::core::{Input, Outcome};
use crate::driver::attempt::{Done, panicked};

/// What came.
enum Came {
    Dead,
    GoingDown,
    GraceOver,
    Cancel,
    Signal,
    Due,
    Task(Box<Result<(Id, Done), JoinError>>),
}

impl Running {
    /// Puts what came into the inbox; gives an end when the run can't be driven on here.
    pub(super) async fn wait(&mut self) -> Option<Ended> {
        if !self.inbox.is_empty() || (self.has_place() && !self.to_prepare.is_empty()) {
            return None;
        }
        match self.next().await {
            Came::Dead => return Some(Ended::Lost),
            Came::GraceOver => return Some(Ended::Released),
            Came::GoingDown => {
                self.grace_ends = Some(self.now() + self.journal.shared.options.drain_grace);
                self.inbox.push_back(Input::Hold);
            }
            Came::Cancel => {
                self.cancel_told = true;
                self.inbox.push_back(Input::Cancel);
            }
            Came::Signal => return self.read_signals().await,
            Came::Due => self.inbox.push_back(Input::Tick),
            Came::Task(task) => self.hear_task(*task),
        }
        // others that ended meanwhile share the next commit
        while let Some(task) = self.tasks.try_join_next_with_id() {
            self.hear_task(task);
        }
        None
    }

    async fn next(&mut self) -> Came {
        let clock = &self.journal.shared.ports.clock;
        let shutdown = self.journal.shared.shutdown();
        let (due, grace_ends) = (self.machine.next_due(), self.grace_ends);
        let due = async {
            match due {
                Some(due) => clock.sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        let grace_over = async {
            match grace_ends {
                Some(ends) => clock.sleep_until(ends).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.journal.pulse.dead.cancelled() => Came::Dead,
            () = self.reins.cancel.cancelled(), if !self.cancel_told => Came::Cancel,
            () = shutdown.cancelled(), if grace_ends.is_none() => Came::GoingDown,
            Some(task) = self.tasks.join_next_with_id() => Came::Task(Box::new(task)),
            () = self.reins.signal.notified() => Came::Signal,
            () = due => Came::Due,
            () = grace_over => Came::GraceOver,
        }
    }

    fn hear_task(&mut self, task: Result<(Id, Done), JoinError>) {
        let id = match &task {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        let Some((path, attempt)) = self.under_way.remove(&id) else {
            return;
        };
        // a step that was aborted and begun again has another task by now
        if self.task_of.get(&path).is_some_and(|task| task.id() == id) {
            self.task_of.remove(&path);
        }
        match task {
            Ok((_, done)) => self.hear(done),
            Err(error) if error.is_cancelled() => {}
            Err(_panic) => {
                tracing::error!(step = %path, attempt, "a step panicked");
                let outcome = Outcome::Failed(panicked());
                self.inbox.push_back(Input::Settled {
                    path,
                    attempt,
                    duration_ms: 0,
                    outcome,
                    logs: Vec::new(),
                });
            }
        }
    }
}
