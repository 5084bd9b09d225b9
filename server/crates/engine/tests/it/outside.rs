//! The world outside of a simulated run: what is said to it, and the runs that it starts. It outlives workers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::SignalId;
use domain::run::{EventKind, RunEvent, StepPath};
use engine::core::{Attempt, Heard, Input, Machine};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::dice::{Dice, hash};
use crate::fates::{Fate, Fates, child};

#[derive(Default)]
pub(crate) struct Outside {
    /// By when it is said.
    said: Vec<(DateTime<Utc>, Heard)>,
    /// Steps that started a run, and how often they asked for it.
    pub(crate) children: BTreeMap<StepPath, u32>,
    /// Steps whose run nobody wants any more.
    pub(crate) unwanted: BTreeSet<StepPath>,
}

impl Outside {
    /// A step is about to be prepared: whoever is to answer it may do so at any time from now on, even too early.
    pub(crate) fn expect(&mut self, attempt: &Attempt, fates: &Fates, dice: &mut Dice, now: DateTime<Utc>) {
        let step = attempt.step();
        let Fate::Said(payload) = fates.of(&attempt.path, step) else {
            return;
        };
        let name = if step.kind.key == "approval" {
            "approval"
        } else {
            "word"
        };
        self.say(fates, &attempt.path, name, payload, dice, now);
    }

    /// A step starts a run: once, however often it asks.
    pub(crate) fn start(&mut self, attempt: &Attempt, fates: &Fates, dice: &mut Dice, now: DateTime<Utc>) {
        let path = &attempt.path;
        let asked = self.children.entry(path.clone()).or_default();
        *asked += 1;
        if let (1, Fate::Child(output)) = (*asked, fates.of(path, attempt.step())) {
            let status = if output.is_some() { "succeeded" } else { "failed" };
            let end = json!({ "runId": child(fates.seed, path), "status": status, "output": output, "error": null });
            self.say(fates, path, "sub_workflow", end, dice, now);
        }
    }

    fn say(&mut self, fates: &Fates, path: &StepPath, name: &str, payload: Value, dice: &mut Dice, now: DateTime<Utc>) {
        let signal = SignalId::from_uuid(Uuid::from_u128(u128::from(hash(fates.seed, &format!("{path}#{name}")))));
        if self.said.iter().any(|(_, heard)| heard.signal == signal) {
            return;
        }
        let after = [0, 20, 3_000, 60_000][dice.below(4)];
        let heard = Heard {
            signal,
            step: Some(path.clone()),
            name: name.into(),
            payload,
        };
        self.said.push((now + TimeDelta::milliseconds(after), heard));
    }

    /// Everything said by now, as a worker reads it that takes the run up.
    pub(crate) fn so_far(&self, now: DateTime<Utc>) -> Vec<Heard> {
        let said = self.said.iter().filter(|(at, _)| *at <= now);
        said.map(|(_, heard)| heard.clone()).collect()
    }

    /// When the next word comes.
    pub(crate) fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.said.iter().map(|(at, _)| *at).filter(|at| *at > now).min()
    }

    /// When a run that is parked wakes by a word that its journal doesn't know.
    pub(crate) fn wakes(&self, journal: &[RunEvent]) -> Option<DateTime<Utc>> {
        let is_known = |wanted: &Heard| {
            journal.iter().any(|event| match &event.kind {
                EventKind::SignalReceived { signal, .. } => *signal == wanted.signal,
                _other => false,
            })
        };
        let unknown = self.said.iter().filter(|(_, heard)| !is_known(heard));
        unknown.map(|(at, _)| *at).min()
    }

    /// Any of the words said by now, old ones too: a hint may come twice.
    pub(crate) fn any(&self, dice: &mut Dice, now: DateTime<Utc>) -> Option<Input> {
        let said = self.so_far(now);
        (!said.is_empty()).then(|| Input::Signal(said[dice.below(said.len())].clone()))
    }
}

/// How many turns the loop at this path has had.
pub(crate) fn turns(machine: &Machine, path: &StepPath) -> usize {
    let wanted = engine::core::Wanted::Named(Vec::new());
    machine.view(path, &wanted).item.map_or(0, |(_, index)| index)
}
