//! What happened to runs, and whether it is what Apex promises: at-least-once execution, one recorded result a step.
//!
//! A pure function over what was seen: the answers to callers, the database's rows, every lease that was given, and the
//! log of a server outside that counts its calls. It belongs to tests of faults; whoever adds a rule adds a history that
//! breaks it.

mod account;
mod journal;
mod leases;
mod outside;
#[cfg(test)]
mod sample;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkerId};
use domain::run::{RunEvent, RunStatus};

/// All that was seen of some runs, from the first request to the last end.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Runs that a caller was told of: the `runId` of each 202.
    pub promised: Vec<RunId>,
    /// Requests whose answer never came: each may have made a run, or none.
    pub unanswered: usize,
    /// The rows of `runs`.
    pub runs: Vec<RunRow>,
    /// The rows of `step_events`, in whatever order.
    pub journal: Vec<(RunId, RunEvent)>,
    /// Every lease that was given or ended, in order.
    pub leases: Vec<LeaseChange>,
    /// What a server outside was asked, in order.
    pub calls: Vec<Call>,
    /// What stands in the tables that are empty when nothing is to be done.
    pub left: Left,
}

/// One row of `runs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunRow {
    /// Which.
    pub id: RunId,
    /// Where it stands.
    pub status: RunStatus,
    /// The last place of its journal.
    pub last_seq: i64,
}

/// A lease that was given, or that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseChange {
    /// Of which run.
    pub run: RunId,
    /// Whose.
    pub worker: WorkerId,
    /// Its number.
    pub fence: i64,
    /// Given; else ended.
    pub is_given: bool,
}

/// One call at a server outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// By which run.
    pub run: RunId,
    /// By which step, as its path.
    pub step: String,
    /// When it came in.
    pub at: DateTime<Utc>,
    /// Whether it does no harm to ask twice (a GET, not a POST).
    pub is_repeatable: bool,
    /// Its `Idempotency-Key`.
    pub key: Option<String>,
}

/// Rows that were left over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// In `run_queue`.
    pub queued: u64,
    /// In `run_leases`.
    pub leased: u64,
    /// In `run_signals`.
    pub signals: u64,
}

/// A promise that was broken; the text says by what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Broken {
    /// An accepted run is missing, or did not end.
    #[error("lost: {0}")]
    Lost(String),
    /// A run that nobody asked for, or two of one request.
    #[error("too many: {0}")]
    TooMany(String),
    /// A journal with gaps, without its beginning or end, or that does not agree with its run.
    #[error("journal: {0}")]
    Journal(String),
    /// A step with two results, or with none though its run succeeded.
    #[error("result: {0}")]
    Result(String),
    /// Something was done again that had to be done once.
    #[error("repeated: {0}")]
    Repeated(String),
    /// Two workers had one run, or a fence went back.
    #[error("fence: {0}")]
    Fence(String),
    /// Work is left over, or the sums are unequal.
    #[error("left over: {0}")]
    LeftOver(String),
}

/// How it went, where nothing is broken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// Runs that callers were told of.
    pub accepted: usize,
    /// Runs by their final status.
    pub ended: BTreeMap<&'static str, usize>,
    /// Steps with a result.
    pub results: usize,
    /// Calls at the server outside.
    pub calls: usize,
    /// Calls beyond the first of a step.
    pub repeats: usize,
    /// Leases beyond the first of a run.
    pub takeovers: usize,
}

impl History {
    /// Looks for every broken promise; each is told once.
    pub fn check(&self) -> Result<Sums, Vec<Broken>> {
        let mut broken = Vec::new();
        account::check(self, &mut broken);
        journal::check(self, &mut broken);
        leases::check(self, &mut broken);
        outside::check(self, &mut broken);
        if broken.is_empty() {
            return Ok(self.sums());
        }
        broken.sort();
        broken.dedup();
        Err(broken)
    }

    /// The journal of each run, in order.
    fn journals(&self) -> BTreeMap<RunId, Vec<&RunEvent>> {
        let mut journals: BTreeMap<RunId, Vec<&RunEvent>> = BTreeMap::new();
        for (run, event) in &self.journal {
            journals.entry(*run).or_default().push(event);
        }
        journals
            .values_mut()
            .for_each(|events| events.sort_by_key(|event| event.seq));
        journals
    }

    /// The calls of each step of each run, in order.
    fn calls_by_step(&self) -> BTreeMap<(RunId, &str), Vec<&Call>> {
        let mut calls: BTreeMap<(RunId, &str), Vec<&Call>> = BTreeMap::new();
        for call in &self.calls {
            calls.entry((call.run, &call.step)).or_default().push(call);
        }
        calls
    }

    fn sums(&self) -> Sums {
        let mut ended = BTreeMap::new();
        for run in &self.runs {
            *ended.entry(run.status.as_str()).or_default() += 1;
        }
        let calls = self.calls_by_step();
        let held = self.leases.iter().filter(|lease| lease.is_given).count();
        Sums {
            accepted: self.promised.len(),
            ended,
            results: self
                .journal
                .iter()
                .filter(|(_, event)| journal::is_result(&event.kind))
                .count(),
            calls: self.calls.len(),
            repeats: self.calls.len() - calls.len(),
            takeovers: held.saturating_sub(self.runs.len()),
        }
    }
}
