//! What the world outside saw: each recorded attempt asks once at most, nobody asks after the result, and what must not
//! be repeated is not.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::RunId;
use domain::run::EventKind;

use super::journal::is_result;
use super::{Broken, Call, History};

pub(super) fn check(history: &History, broken: &mut Vec<Broken>) {
    let facts = facts(history);
    let mut keys: BTreeMap<&str, (RunId, &str)> = BTreeMap::new();
    for ((run, step), calls) in history.calls_by_step() {
        let Some(fact) = facts.get(&(run, step)) else {
            broken.push(Broken::Repeated(format!(
                "{step} of {run} was done, and is in no journal"
            )));
            continue;
        };
        if calls.len() > fact.attempts {
            broken.push(Broken::Repeated(format!(
                "{step} of {run} was asked {} times in {} attempts",
                calls.len(),
                fact.attempts
            )));
        }
        if let Some(late) = calls
            .iter()
            .find(|call| fact.result.is_some_and(|result| call.at > result))
        {
            broken.push(Broken::Repeated(format!(
                "{step} of {run} was asked at {} though its result was there",
                late.at
            )));
        }
        if calls.len() > 1 && calls.iter().any(|call| !call.is_repeatable) {
            broken.push(Broken::Repeated(format!(
                "{step} of {run} was asked {} times, and must not be repeated",
                calls.len()
            )));
        }
        check_keys(run, step, &calls, &mut keys, broken);
    }
}

/// One key for all attempts of a step, another for every other step.
fn check_keys<'a>(
    run: RunId,
    step: &'a str,
    calls: &[&'a Call],
    keys: &mut BTreeMap<&'a str, (RunId, &'a str)>,
    broken: &mut Vec<Broken>,
) {
    let first = calls.first().and_then(|call| call.key.as_deref());
    if calls.iter().any(|call| call.key.as_deref() != first) {
        broken.push(Broken::Repeated(format!("{step} of {run} changed its idempotency key")));
    }
    if let Some(other) = first.and_then(|key| keys.insert(key, (run, step))) {
        broken.push(Broken::Repeated(format!(
            "{step} of {run} has the idempotency key of {other:?}"
        )));
    }
}

/// What the journal says of one step.
#[derive(Default)]
struct Fact {
    attempts: usize,
    result: Option<DateTime<Utc>>,
}

fn facts(history: &History) -> BTreeMap<(RunId, &str), Fact> {
    let mut facts: BTreeMap<(RunId, &str), Fact> = BTreeMap::new();
    for (run, event) in &history.journal {
        let Some(step) = event.kind.step() else { continue };
        let fact = facts.entry((*run, step.as_str())).or_default();
        if matches!(event.kind, EventKind::StepStarted { .. }) {
            fact.attempts += 1;
        } else if is_result(&event.kind) {
            fact.result = Some(event.at);
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::history::sample::{history, run};
    use crate::history::{Broken, History};

    fn is_told(history: &History) -> bool {
        let broken = history.check().unwrap_err();
        broken.iter().all(|b| matches!(b, Broken::Repeated(_)))
    }

    #[test]
    fn more_calls_than_attempts_are_told() {
        let mut history = history();
        let again = history.calls[0].clone();
        history.calls.insert(0, again);
        assert!(is_told(&history));
    }

    #[test]
    fn a_call_after_the_result_is_told() {
        let mut history = history();
        history.calls[1].at += TimeDelta::days(1);
        assert!(is_told(&history));
    }

    #[test]
    fn a_second_call_of_what_must_not_be_repeated_is_told() {
        let mut history = history();
        history.calls[0].is_repeatable = false;
        assert!(is_told(&history));
    }

    #[test]
    fn a_call_that_no_journal_knows_is_told() {
        let mut history = history();
        history.calls[0].run = run(9);
        history.calls.truncate(1);
        assert!(is_told(&history));
    }

    #[test]
    fn a_key_that_changes_between_attempts_is_told() {
        let mut history = history();
        history.calls[1].key = Some("another".into());
        assert!(is_told(&history));
    }

    #[test]
    fn one_key_for_two_steps_is_told() {
        let mut history = history();
        let key = history.calls[0].key.clone();
        history.calls[2].key = key;
        assert!(is_told(&history));
    }
}
