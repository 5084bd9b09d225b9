//! A driver without I/O: it plays one random schedule of a machine, commits when it likes and dies at commit points.
//!
//! It checks on the way what must hold at every moment: no effect begins that is not durably journaled as begun, and
//! none whose result is recorded.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::run::{ErrorClass, EventKind, RunEvent, RunMode, RunStatus, StepError, StepPath};
use engine::core::{Attempt, Command, Input, Machine, Outcome, Program, Setup};
use serde_json::{Value, json};

use crate::dice::{Dice, hash};

/// What the steps of a run come to; the same for the same seed, path and attempt.
pub(crate) struct Fates {
    pub(crate) seed: u64,
    /// Percent of steps that fail for good.
    pub(crate) failing: u64,
}

/// What one step comes to in the end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    Output(Value, &'static str),
    Items(usize),
    Fails,
}

impl Fates {
    pub(crate) fn of(&self, path: &StepPath, is_loop: bool) -> Fate {
        let roll = hash(self.seed, path.as_str());
        if roll % 100 < self.failing {
            return Fate::Fails;
        }
        if is_loop {
            return Fate::Items(usize::try_from(roll / 100 % 4).unwrap());
        }
        let port = if (roll / 1_000).is_multiple_of(5) {
            "true"
        } else {
            "out"
        };
        Fate::Output(json!(path.as_str()), port)
    }

    fn outcome(&self, attempt: &Attempt, now: DateTime<Utc>) -> Outcome {
        let step = attempt.step();
        let flaky = hash(self.seed, &format!("{}#flaky", attempt.path)).is_multiple_of(4);
        if flaky && attempt.attempt == 1 {
            return Outcome::Failed(StepError::new(
                ErrorClass::Upstream,
                "http_status",
                "the server answered 503",
            ));
        }
        match self.of(&attempt.path, step.body.is_some()) {
            Fate::Fails => Outcome::Failed(StepError::new(
                ErrorClass::Refused,
                "http_status",
                "the server answered 404",
            )),
            Fate::Items(count) => {
                let items = (0..count).map(Value::from).collect();
                Outcome::Each {
                    items,
                    concurrency: step.config["concurrency"].as_u64().unwrap() as usize,
                }
            }
            Fate::Output(..) if step.kind.key == "wait" => {
                let ms = hash(self.seed, attempt.path.as_str()) / 7 % 5_000;
                Outcome::Wait {
                    until: now + TimeDelta::milliseconds(ms as i64),
                }
            }
            Fate::Output(output, port) => Outcome::Output {
                output,
                port: port.into(),
            },
        }
    }
}

/// How a run was played.
pub(crate) struct Played {
    pub(crate) journal: Vec<RunEvent>,
    pub(crate) status: RunStatus,
    pub(crate) crashes: u32,
    /// Effects that began, by step.
    pub(crate) effects: HashMap<StepPath, u32>,
}

pub(crate) struct Player<'a> {
    pub(crate) program: Arc<Program>,
    pub(crate) fates: &'a Fates,
    pub(crate) dice: Dice,
    /// Percent of commits at which the worker dies.
    pub(crate) deadly: u64,
    pub(crate) cancel_after: Option<usize>,
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
            journal: vec![RunEvent {
                seq: 1,
                at: now,
                kind: EventKind::RunQueued,
            }],
            status: RunStatus::Queued,
            crashes: 0,
            effects: HashMap::new(),
        };
        loop {
            match self.live(&mut now, &mut played) {
                Life::Ended(status) => {
                    played.status = status;
                    return played;
                }
                Life::Parked(until) => now = now.max(until),
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
        let mut commands = machine.start(*now);
        loop {
            pending.extend(machine.take_events());
            for command in std::mem::take(&mut commands) {
                match command {
                    Command::Prepare(attempt) => work.push(Work::Prepare(attempt)),
                    Command::Perform(attempt) => barrier.push(attempt),
                    Command::Abort(path) => {
                        barrier.retain(|attempt: &Attempt| attempt.path != path);
                        work.retain(|work| match work {
                            Work::Prepare(attempt) | Work::Effect(attempt) => attempt.path != path,
                        });
                    }
                    Command::CancelChild { .. } => {}
                    Command::Park { until } => {
                        return if self.commit(played, &mut pending) {
                            Life::Parked(until)
                        } else {
                            Life::Died
                        };
                    }
                    Command::Finish { status } => {
                        return if self.commit(played, &mut pending) {
                            Life::Ended(status)
                        } else {
                            Life::Died
                        };
                    }
                }
            }
            *now += TimeDelta::milliseconds(1);
            let must_commit = work.is_empty() && !(barrier.is_empty() && pending.is_empty());
            if must_commit || (!pending.is_empty() && self.dice.chance(30)) {
                if !self.commit(played, &mut pending) {
                    return Life::Died;
                }
                for attempt in barrier.drain(..) {
                    begin_effect(played, &attempt);
                    work.push(Work::Effect(attempt));
                }
            } else if self.cancel_after.is_some_and(|events| played.journal.len() > events) {
                commands = machine.on(Input::Cancel, *now);
            } else if work.is_empty() {
                *now = (*now).max(machine.next_due().unwrap());
                commands = machine.on(Input::Tick, *now);
            } else {
                let chosen = work.swap_remove(self.dice.below(work.len()));
                commands = machine.on(self.input(chosen, *now), *now);
            }
        }
    }

    /// False when the worker died at it; then the events may or may not be durable.
    fn commit(&mut self, played: &mut Played, pending: &mut Vec<RunEvent>) -> bool {
        let dies = self.dice.chance(self.deadly);
        if dies && self.dice.chance(50) {
            return false;
        }
        played.journal.append(pending);
        !dies
    }

    fn input(&self, work: Work, now: DateTime<Utc>) -> Input {
        match work {
            Work::Prepare(attempt) if !attempt.is_pure() => Input::Prepared {
                path: attempt.path,
                attempt: attempt.attempt,
                input: json!({}),
            },
            Work::Prepare(attempt) | Work::Effect(attempt) => Input::Settled {
                outcome: self.fates.outcome(&attempt, now),
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
        .filter(|event| !matches!(event.kind, EventKind::Log { .. }));
    match steps.next_back().map(|event| &event.kind) {
        Some(EventKind::StepStarted { attempt: begun, .. }) => assert_eq!(*begun, attempt.attempt),
        other => panic!("an effect of {} began after {other:?}", attempt.path),
    }
    *played.effects.entry(attempt.path.clone()).or_default() += 1;
}
