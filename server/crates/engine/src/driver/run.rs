//! Drives one claimed run: obeys the machine, commits before effects, waits for whatever comes first.

mod begin;
mod children;
mod obey;
mod signals;
mod wait;

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::id::RunId;
use domain::run::{RunEvent, RunStatus, StepPath};
use futures::FutureExt;
use ports::ClaimedRun;
use tokio::task::JoinSet;
use tracing::Instrument;

use self::begin::{AFTER_ABSENCE, after_panic, crash_loop, is_hopeless, machine, refuse, run_root};
use self::signals::heard;
use super::attempt::{Done, Rendered, RunScope, perform};
use super::commit::{Journal, Write};
use super::pulse::Pulse;
use super::shared::{Counters, Reins, Shared};
use crate::core::{Attempt, Command, Input, Machine};
use crate::redact::Redactor;

/// Events that are flushed without waiting for an effect.
const FLUSH_EVENTS: usize = 256;
/// As many bytes of JSON are, too: a batch must stay far below what the database takes in one message.
const FLUSH_BYTES: usize = 8 * 1024 * 1024;

/// Tasks of one run at once; steps beyond wait for a place. What they hold and give is not yet counted by anybody.
const MAX_TASKS: usize = 256;

/// Whether a run may be given back while it waits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parking {
    After(Duration),
    Never,
}

/// How a run ended for this worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Finished(RunStatus),
    Parked,
    Released,
    Lost,
}

/// Keeps a run in the list of those driven here.
struct Active {
    shared: Arc<Shared>,
    run: RunId,
}

impl Drop for Active {
    fn drop(&mut self) {
        self.shared.exit(self.run);
    }
}

/// A claimed run that is to be driven.
pub(super) struct Drive {
    journal: Journal,
    claimed: ClaimedRun,
    parking: Parking,
    reins: Reins,
    active: Active,
}

/// A run under way.
struct Running {
    journal: Journal,
    scope: Arc<RunScope>,
    machine: Machine,
    inbox: VecDeque<Input>,
    /// Steps that are to be prepared, one after the other: each result is taken in before the next one is computed.
    to_prepare: VecDeque<Attempt>,
    /// Events that are not yet durable.
    pending: Vec<RunEvent>,
    /// What the journal holds durably, in bytes of JSON.
    durable_bytes: usize,
    /// Effects that wait for the next commit.
    after_commit: Vec<Attempt>,
    rendered: HashMap<StepPath, Rendered>,
    tasks: JoinSet<Done>,
    task_of: HashMap<StepPath, tokio::task::AbortHandle>,
    under_way: HashMap<tokio::task::Id, (StepPath, u32)>,
    /// The machine's last word.
    end: Option<Command>,
    /// Runs that steps have started and nobody wants any more: asked for their end at the next commit.
    to_cancel: Vec<(StepPath, RunId)>,
    reins: Reins,
    cancel_told: bool,
    /// Until when steps in flight may still end, on the way down.
    grace_ends: Option<DateTime<Utc>>,
}

impl Drive {
    pub(super) fn new(shared: Arc<Shared>, pulse: Arc<Pulse>, claimed: ClaimedRun, parking: Parking) -> Self {
        let run = claimed.lease.run.run;
        let reins = shared.enter(run);
        if claimed.cancel_requested {
            reins.cancel.cancel();
        }
        let active = Active {
            shared: Arc::clone(&shared),
            run,
        };
        Self {
            journal: Journal {
                shared,
                pulse,
                lease: claimed.lease,
            },
            claimed,
            parking,
            reins,
            active,
        }
    }

    /// Drives the run until it ends, waits for long, or is taken away.
    pub(super) async fn drive_to_end(self) -> Ended {
        let lease = self.claimed.lease;
        let request_id = self.claimed.spec.request_id.clone().unwrap_or_default();
        let span = tracing::info_span!("run", run_id = %lease.run.run, tenant = %lease.run.tenant, request_id, fence = lease.fence);
        let shared = Arc::clone(&self.active.shared);
        let ended = AssertUnwindSafe(self.drive().instrument(span.clone()))
            .catch_unwind()
            .await;
        let ended = match ended {
            Ok(ended) => ended,
            Err(_panic) => after_panic(&shared, lease).instrument(span).await,
        };
        match ended {
            Ended::Finished(_) => Counters::add(&shared.counters.finished, 1),
            Ended::Parked => Counters::add(&shared.counters.parked, 1),
            Ended::Lost => Counters::add(&shared.counters.lost, 1),
            Ended::Released => {}
        }
        ended
    }

    async fn drive(self) -> Ended {
        let Self {
            journal,
            mut claimed,
            parking,
            reins,
            active: _active,
        } = self;
        let max = journal.shared.options.max_crashes;
        if is_hopeless(&claimed, max) {
            let (Ok(ended) | Err(ended)) = refuse(&journal, &claimed, crash_loop(&claimed)).await;
            return ended;
        }
        let result = match machine(&journal.shared, &claimed, parking) {
            Ok(machine) => {
                let is_resumed = claimed.events.len() > 1;
                // the machine knows them; a long journal is not held twice
                claimed.events = Vec::new();
                let running = Running::new(journal, &claimed, machine, reins);
                running.go(claimed, is_resumed).await
            }
            Err(end) => refuse(&journal, &claimed, end).await,
        };
        match result {
            Ok(ended) | Err(ended) => ended,
        }
    }
}

impl Running {
    fn new(journal: Journal, claimed: &ClaimedRun, machine: Machine, reins: Reins) -> Self {
        let now = journal.shared.ports.clock.now();
        let durable_bytes = machine.journal_bytes();
        let scope = Arc::new(RunScope {
            shared: Arc::clone(&journal.shared),
            run: claimed.lease.run,
            lease: claimed.lease,
            mode: claimed.spec.mode,
            inputs: Arc::new(claimed.spec.inputs.clone()),
            root: Arc::new(run_root(claimed.lease.run.run, machine.started_at().unwrap_or(now))),
            redactor: Redactor::default(),
        });
        Self {
            journal,
            scope,
            machine,
            inbox: VecDeque::new(),
            to_prepare: VecDeque::new(),
            pending: Vec::new(),
            durable_bytes,
            after_commit: Vec::new(),
            rendered: HashMap::new(),
            tasks: JoinSet::new(),
            task_of: HashMap::new(),
            under_way: HashMap::new(),
            to_cancel: Vec::new(),
            end: None,
            reins,
            cancel_told: false,
            grace_ends: None,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.journal.shared.ports.clock.now()
    }

    async fn go(mut self, claimed: ClaimedRun, is_resumed: bool) -> Result<Ended, Ended> {
        self.begin(claimed, is_resumed).await?;
        loop {
            self.turn().await?;
            if let Some(end) = self.end.take() {
                return self.close(end).await;
            }
            self.flush().await?;
            self.end_children().await?;
            self.let_effects_begin()?;
            if self.grace_ends.is_some() && self.machine.in_flight() == 0 {
                return self.release().await;
            }
            if let Some(ended) = self.wait().await {
                return self.leave(ended).await;
            }
        }
    }

    async fn begin(&mut self, claimed: ClaimedRun, is_resumed: bool) -> Result<(), Ended> {
        let max = self.journal.shared.options.max_crashes;
        let fruitless = self.machine.fruitless() + 1 >= max || claimed.crashes >= max.saturating_mul(4);
        if claimed.crashes >= max && fruitless {
            let end = crash_loop(&claimed);
            let commands = self.machine.give_up(end.code, &end.message, self.now());
            self.take(commands).await;
            return Ok(());
        }
        if is_resumed && self.scope.learn_secrets(&self.machine.secrets()).await.is_err() {
            return self.put_off().await;
        }
        let (crashes, is_unwanted) = (claimed.crashes, self.reins.cancel.is_cancelled());
        self.cancel_told |= is_unwanted;
        let signals = claimed.signals.into_iter().map(heard).collect();
        let commands = self.machine.take_up(self.now(), signals, is_unwanted);
        self.take(commands).await;
        // a run that took workers down leaves a trace before it can do so again
        if crashes > 0 && self.end.is_none() {
            self.flush().await
        } else {
            Ok(())
        }
    }

    /// The secrets that this run has used are not known, so nothing of it can be written safely: it waits for the
    /// vault. One that is to be cancelled needs none.
    async fn put_off(&mut self) -> Result<(), Ended> {
        if self.reins.cancel.is_cancelled() {
            self.cancel_told = true;
            let commands = self.machine.on(Input::Cancel, self.now());
            self.take(commands).await;
            return Ok(());
        }
        tracing::warn!("the secret store is not reachable; the run is taken up again later");
        let until = self.now() + AFTER_ABSENCE;
        self.journal.write(Write::Park(until), Vec::new()).await?;
        Err(Ended::Parked)
    }

    /// Handles what has arrived until nothing more can be computed here.
    async fn turn(&mut self) -> Result<(), Ended> {
        while self.end.is_none() {
            if let Some(input) = self.inbox.pop_front() {
                let commands = self.machine.on(input, self.now());
                self.take(commands).await;
            } else if let Some(attempt) = self.next_to_prepare() {
                self.prepare(attempt).await;
            } else {
                break;
            }
            let is_large = self.pending.len() >= FLUSH_EVENTS || self.pending_bytes() >= FLUSH_BYTES;
            if is_large && self.end.is_none() {
                self.flush().await?;
            }
        }
        Ok(())
    }

    fn next_to_prepare(&mut self) -> Option<Attempt> {
        if self.has_place() {
            self.to_prepare.pop_front()
        } else {
            None
        }
    }

    /// Whether one more step may be under way.
    fn has_place(&self) -> bool {
        self.tasks.len() + self.after_commit.len() < MAX_TASKS
    }

    /// Makes everything said so far durable.
    async fn flush(&mut self) -> Result<(), Ended> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.durable_bytes = self.machine.journal_bytes();
        self.journal
            .write(Write::Append, std::mem::take(&mut self.pending))
            .await
    }

    fn pending_bytes(&self) -> usize {
        self.machine.journal_bytes().saturating_sub(self.durable_bytes)
    }

    /// The barrier: everything journaled so far is durable, so effects may begin; unless this worker may be dead by
    /// now in the eyes of others.
    fn let_effects_begin(&mut self) -> Result<(), Ended> {
        for attempt in std::mem::take(&mut self.after_commit) {
            if !self.journal.pulse.may_act(self.now()) {
                // for all runs of this worker alike: a heartbeat that is heard now comes too late
                self.journal.pulse.dead.cancel();
                return Err(Ended::Lost);
            }
            let Some(rendered) = self.rendered.remove(&attempt.path) else {
                continue;
            };
            let scope = Arc::clone(&self.scope);
            let (path, number) = (attempt.path.clone(), attempt.attempt);
            self.spawn(path, number, async move {
                Done::Settled(perform(&scope, &attempt, rendered).await)
            });
        }
        Ok(())
    }

    async fn close(mut self, end: Command) -> Result<Ended, Ended> {
        self.tasks.abort_all();
        if !self.to_cancel.is_empty() {
            self.close_children(&end).await?;
        }
        let events = std::mem::take(&mut self.pending);
        match end {
            Command::Park { until } => {
                self.journal.write(Write::Park(until), events).await?;
                Ok(Ended::Parked)
            }
            Command::Finish { status } => {
                self.journal.write(Write::Finish, events).await?;
                tracing::info!(status = status.as_str(), "run ended");
                Ok(Ended::Finished(status))
            }
            Command::Prepare(_) | Command::Perform(_) | Command::Abort(_) | Command::CancelChild { .. } => {
                Ok(Ended::Released)
            }
        }
    }

    async fn leave(self, ended: Ended) -> Result<Ended, Ended> {
        match ended {
            Ended::Released => self.release().await,
            Ended::Finished(_) | Ended::Parked | Ended::Lost => Ok(ended),
        }
    }

    async fn release(mut self) -> Result<Ended, Ended> {
        self.tasks.abort_all();
        let events = std::mem::take(&mut self.pending);
        self.journal.write(Write::Release, events).await?;
        Ok(Ended::Released)
    }
}
