//! A driver without I/O: it plays one random schedule of a machine, commits when it likes and dies at commit points.
//!
//! It checks on the way what must hold at every moment: no effect begins that is not durably journaled as begun, and
//! none whose result is recorded.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::run::{EventKind, RunEvent, RunMode, RunStatus, StepPath};
use engine::core::{Attempt, Command, Input, Machine, Program, Setup};
use serde_json::json;

use crate::dice::Dice;
use crate::fates::Fates;
use crate::outside::{Outside, turns};

/// How a run was played.
pub(crate) struct Played {
    pub(crate) journal: Vec<RunEvent>,
    pub(crate) status: RunStatus,
    pub(crate) crashes: u32,
    /// Effects that began, by step.
    pub(crate) effects: HashMap<StepPath, u32>,
    /// Commits so far.
    pub(crate) commits: u32,
    pub(crate) outside: Outside,
}

/// The worker dies at this commit, counted from 1 over all lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadly {
    pub(crate) commit: u32,
    /// Whether it becomes durable first.
    pub(crate) after: bool,
}

pub(crate) struct Player<'a> {
    pub(crate) program: Arc<Program>,
    pub(crate) fates: &'a Fates,
    pub(crate) dice: Dice,
    /// Percent of commits at which the worker dies.
    pub(crate) deadly: u64,
    pub(crate) cancel_after: Option<usize>,
    pub(crate) die_at: Option<Deadly>,
    /// Somebody has asked for the end.
    pub(crate) cancelled: bool,
    /// What the run takes over from another one.
    pub(crate) kept: Vec<EventKind>,
}

/// Work that lies in the driver's hands.
enum Work {
    Prepare(Attempt),
    Effect(Attempt),
}

enum Life {
    Died,
    Parked(DateTime<Utc>),
    Ended(RunStatus),
}

impl Player<'_> {
    /// Plays the run to its end.
    pub(crate) fn play(mut self) -> Played {
        let mut now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let mut played = Played {
            journal: [EventKind::RunQueued]
                .into_iter()
                .chain(std::mem::take(&mut self.kept))
                .zip(1..)
                .map(|(kind, seq)| RunEvent { seq, at: now, kind })
                .collect(),
            status: RunStatus::Queued,
            crashes: 0,
            effects: HashMap::new(),
            commits: 0,
            outside: Outside::default(),
        };
        loop {
            match self.live(&mut now, &mut played) {
                Life::Ended(status) => {
                    played.status = status;
                    return played;
                }
                Life::Parked(until) => {
                    now = played
                        .outside
                        .wakes(&played.journal)
                        .map_or(until, |word| word.min(until))
                        .max(now)
                }
                Life::Died => {
                    played.crashes += 1;
                    assert!(played.crashes < 200, "the run gets nowhere");
                    now += TimeDelta::seconds(25);
                    // a worker that dies at every commit proves nothing more
                    self.deadly = self.deadly.saturating_sub(1);
                }
            }
        }
    }

    /// One worker's life with the run.
    fn live(&mut self, now: &mut DateTime<Utc>, played: &mut Played) -> Life {
        let setup = Setup {
            mode: RunMode::Live,
            seed: 7,
            park_after: Some(std::time::Duration::from_secs(1)),
        };
        let mut machine = Machine::new(Arc::clone(&self.program), setup, &played.journal).unwrap();
        let (mut work, mut barrier, mut pending) = (Vec::new(), Vec::new(), Vec::new());
        let mut unwanted = Vec::new();
        let mut commands = machine.take_up(*now, played.outside.so_far(*now), self.cancelled);
        loop {
            pending.extend(machine.take_events());
            for command in std::mem::take(&mut commands) {
                match command {
                    Command::Prepare(attempt) => {
                        played.outside.expect(&attempt, self.fates, &mut self.dice, *now);
                        work.push(Work::Prepare(attempt));
                    }
                    Command::Perform(attempt) => barrier.push(attempt),
                    Command::Abort(path) => {
                        barrier.retain(|attempt: &Attempt| attempt.path != path);
                        work.retain(|work| match work {
                            Work::Prepare(attempt) | Work::Effect(attempt) => attempt.path != path,
                        });
                    }
                    Command::CancelChild { path, .. } => unwanted.push(path),
                    Command::Park { until } => {
                        return if self.commit(played, &mut pending) {
                            Life::Parked(until)
                        } else {
                            Life::Died
                        };
                    }
                    Command::Finish { status } => {
                        let last = pending.pop();
                        if !unwanted.is_empty() && !self.commit(played, &mut pending) {
                            return Life::Died;
                        }
                        played.outside.unwanted.extend(std::mem::take(&mut unwanted));
                        pending.extend(last);
                        return if self.commit(played, &mut pending) {
                            Life::Ended(status)
                        } else {
                            Life::Died
                        };
                    }
                }
            }
            *now += TimeDelta::milliseconds(1);
            let must_commit = work.is_empty() && !(barrier.is_empty() && pending.is_empty() && unwanted.is_empty());
            if must_commit || (!pending.is_empty() && self.dice.chance(30)) {
                if !self.commit(played, &mut pending) {
                    return Life::Died;
                }
                played.outside.unwanted.extend(std::mem::take(&mut unwanted));
                for attempt in barrier.drain(..) {
                    begin_effect(played, &attempt);
                    if attempt.step().kind.key == "sub_workflow" {
                        played.outside.start(&attempt, self.fates, &mut self.dice, *now);
                    }
                    work.push(Work::Effect(attempt));
                }
            } else if self.cancel_after.is_some_and(|events| played.journal.len() > events) {
                self.cancel_after = None;
                self.cancelled = true;
                commands = machine.on(Input::Cancel, *now);
            } else if work.is_empty() {
                let next = machine.next_due().into_iter().chain(played.outside.next(*now)).min();
                *now = (*now).max(next.unwrap_or(*now));
                commands = machine.on(Input::Tick, *now);
                for heard in played.outside.so_far(*now) {
                    commands.extend(machine.on(Input::Signal(heard), *now));
                }
            } else if let Some(word) = (self.dice.chance(20))
                .then(|| played.outside.any(&mut self.dice, *now))
                .flatten()
            {
                commands = machine.on(word, *now);
            } else {
                let chosen = work.swap_remove(self.dice.below(work.len()));
                commands = machine.on(self.input(chosen, &machine, *now), *now);
            }
        }
    }

    /// False when the worker died at it; then the events may or may not be durable.
    fn commit(&mut self, played: &mut Played, pending: &mut Vec<RunEvent>) -> bool {
        played.commits += 1;
        let planned = self.die_at.filter(|deadly| deadly.commit == played.commits);
        let dies = planned.is_some() || self.dice.chance(self.deadly);
        let is_lost = match planned {
            Some(deadly) => !deadly.after,
            None => dies && self.dice.chance(50),
        };
        if is_lost {
            return false;
        }
        played.journal.append(pending);
        !dies
    }

    fn input(&self, work: Work, machine: &Machine, now: DateTime<Utc>) -> Input {
        match work {
            Work::Prepare(attempt) if !attempt.is_pure() => Input::Prepared {
                path: attempt.path,
                attempt: attempt.attempt,
                input: json!({}),
            },
            Work::Prepare(attempt) | Work::Effect(attempt) => Input::Settled {
                outcome: self.fates.outcome(&attempt, turns(machine, &attempt.path), now),
                path: attempt.path,
                attempt: attempt.attempt,
                duration_ms: 1,
                logs: Vec::new(),
            },
        }
    }
}

fn begin_effect(played: &mut Played, attempt: &Attempt) {
    let about = |event: &&RunEvent| event.kind.step() == Some(&attempt.path);
    let mut steps = played
        .journal
        .iter()
        .filter(about)
        .filter(|event| !matches!(event.kind, EventKind::Log { .. } | EventKind::SignalReceived { .. }));
    match steps.next_back().map(|event| &event.kind) {
        Some(EventKind::StepStarted { attempt: begun, .. }) => assert_eq!(*begun, attempt.attempt),
        other => panic!("an effect of {} began after {other:?}", attempt.path),
    }
    *played.effects.entry(attempt.path.clone()).or_default() += 1;
}
