//! What was said to the run from outside, until a step uses it.

use std::collections::HashSet;

use domain::graph::TIMEOUT_PORT;
use domain::id::SignalId;
use domain::run::{EventKind, StepPath};
use serde_json::{Value, json};

use super::awaiting::Awaiting;
use super::slot::{Phase, Slot};

#[derive(Debug, Default)]
pub(super) struct Mailbox {
    heard: HashSet<SignalId>,
    letters: Vec<Letter>,
}

#[derive(Debug)]
struct Letter {
    step: Option<StepPath>,
    name: String,
    payload: Value,
}

impl Mailbox {
    pub(super) fn has_heard(&self, signal: SignalId) -> bool {
        self.heard.contains(&signal)
    }

    /// Keeps what a journaled signal says.
    pub(super) fn keep(&mut self, signal: SignalId, step: Option<&StepPath>, name: &str, payload: &Value) {
        self.heard.insert(signal);
        self.letters.push(Letter {
            step: step.cloned(),
            name: name.into(),
            payload: payload.clone(),
        });
    }

    /// What the step at `path` waits for, if it is there.
    pub(super) fn letter(&self, path: &StepPath, awaiting: &Awaiting) -> Option<&Value> {
        self.place(path, awaiting).map(|place| &self.letters[place].payload)
    }

    /// A letter that a step has used is gone: the oldest that fits, live and in replay alike.
    pub(super) fn note_use(&mut self, slot: &Slot, kind: &EventKind) {
        if let (Phase::Awaiting(awaiting), EventKind::StepSucceeded { step, port, .. }) = (&slot.phase, kind)
            && port != TIMEOUT_PORT
            && let Some(place) = self.place(step, awaiting)
        {
            self.letters.remove(place);
        }
    }

    fn place(&self, path: &StepPath, awaiting: &Awaiting) -> Option<usize> {
        self.letters.iter().position(|letter| {
            let is_for_it = match &letter.step {
                Some(step) => step == path,
                None => awaiting.is_open(),
            };
            let is_its_child = awaiting.child.is_none_or(|run| letter.payload["runId"] == json!(run));
            letter.name == awaiting.name && is_for_it && is_its_child
        })
    }
}
