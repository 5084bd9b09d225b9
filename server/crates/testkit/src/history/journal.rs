//! A journal has no gaps, one beginning and one end, and one result for each step and iteration.

use std::collections::BTreeMap;

use domain::id::RunId;
use domain::run::{EventKind, RunEvent, RunStatus};

use super::{Broken, History};

pub(super) fn check(history: &History, broken: &mut Vec<Broken>) {
    let journals = history.journals();
    for row in &history.runs {
        let Some(events) = journals.get(&row.id) else {
            broken.push(Broken::Journal(format!("{} has none", row.id)));
            continue;
        };
        let expected: Vec<i64> = (1..=row.last_seq).collect();
        let seqs: Vec<i64> = events.iter().map(|event| event.seq).collect();
        if seqs != expected {
            broken.push(Broken::Journal(format!(
                "{} has {seqs:?} where its row says 1 to {}",
                row.id, row.last_seq
            )));
        }
        check_ends(row.id, row.status, events, broken);
        check_steps(row.id, row.status, events, broken);
    }
    for run in journals.keys() {
        if !history.runs.iter().any(|row| row.id == *run) {
            broken.push(Broken::Journal(format!("{run} has one, but no row")));
        }
    }
}

/// Whether a step has its result by this.
pub(super) fn is_result(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::StepSucceeded { .. }
            | EventKind::StepFailed { .. }
            | EventKind::StepSkipped { .. }
            | EventKind::StepCancelled { .. }
    )
}

fn check_ends(run: RunId, status: RunStatus, events: &[&RunEvent], broken: &mut Vec<Broken>) {
    let begins = events.first().is_some_and(|event| event.kind == EventKind::RunQueued);
    let mut ends = Vec::new();
    for event in events {
        if let EventKind::RunFinished { status, .. } = &event.kind {
            ends.push((event.seq, *status));
        }
    }
    let last = events.last().map_or(0, |event| event.seq);
    if !begins {
        broken.push(Broken::Journal(format!("{run} does not begin with its acceptance")));
    }
    if status.is_final() && ends != [(last, status)] {
        broken.push(Broken::Journal(format!(
            "{run} is {status}, and its journal ends {ends:?}"
        )));
    }
}

/// What the journal says of one step.
#[derive(Default)]
struct Step {
    attempts: Vec<u32>,
    results: usize,
    again: bool,
}

fn check_steps(run: RunId, status: RunStatus, events: &[&RunEvent], broken: &mut Vec<Broken>) {
    let mut steps: BTreeMap<&str, Step> = BTreeMap::new();
    for event in events {
        let Some(path) = event.kind.step() else { continue };
        let step = steps.entry(path.as_str()).or_default();
        if is_result(&event.kind) {
            step.results += 1;
        } else if let EventKind::StepStarted { attempt, .. } = &event.kind {
            step.attempts.push(*attempt);
            step.again |= step.results > 0;
        }
    }
    for (path, step) in steps {
        if step.results > 1 {
            broken.push(Broken::Result(format!("{path} of {run} has {}", step.results)));
        }
        if step.results == 0 && status == RunStatus::Succeeded && !step.attempts.is_empty() {
            broken.push(Broken::Result(format!("{path} of {run} has none")));
        }
        if step.again {
            broken.push(Broken::Repeated(format!("{path} of {run} began after its result")));
        }
        if step.attempts.windows(2).any(|pair| pair[1] <= pair[0]) {
            broken.push(Broken::Repeated(format!(
                "{path} of {run} had attempts {:?}",
                step.attempts
            )));
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::run::{EventKind, RunStatus};

    use crate::history::sample::{again, history, push, run, succeeded};
    use crate::history::{Broken, History};

    fn broken(history: &History) -> Vec<Broken> {
        history.check().unwrap_err()
    }

    #[test]
    fn a_gap_is_told() {
        let mut history = history();
        history.journal.remove(2);
        assert!(broken(&history).iter().any(|b| matches!(b, Broken::Journal(_))));
    }

    #[test]
    fn a_row_that_says_more_than_its_journal_is_told() {
        let mut history = history();
        history.runs[0].last_seq += 1;
        assert!(matches!(&*broken(&history), [Broken::Journal(_)]));
    }

    #[test]
    fn a_place_that_is_taken_twice_is_told() {
        let mut history = history();
        let twice = history.journal[1].clone();
        history.journal.push(twice);
        assert!(broken(&history).iter().any(|b| matches!(b, Broken::Journal(_))));
    }

    #[test]
    fn another_end_than_the_rows_is_told() {
        let mut history = history();
        history.runs[0].status = RunStatus::Failed;
        assert!(matches!(&*broken(&history), [Broken::Journal(_)]));
    }

    #[test]
    fn a_second_result_is_told() {
        let mut history = history();
        push(&mut history, run(1), succeeded("held", 1));
        assert!(broken(&history).iter().any(|b| matches!(b, Broken::Result(_))));
    }

    #[test]
    fn a_step_that_begins_after_its_result_is_told() {
        let mut history = history();
        push(&mut history, run(1), again("held", 3));
        assert!(broken(&history).iter().any(|b| matches!(b, Broken::Repeated(_))));
    }

    #[test]
    fn a_step_without_a_result_is_told_where_the_run_succeeded() {
        let mut history = history();
        let found = history
            .journal
            .iter_mut()
            .find(|(_, event)| matches!(event.kind, EventKind::StepSucceeded { .. }));
        found.unwrap().1.kind = EventKind::RunResumed;
        assert!(matches!(&*broken(&history), [Broken::Result(_)]));
    }

    #[test]
    fn an_attempt_that_begins_twice_is_told() {
        let mut history = history();
        let found = history
            .journal
            .iter_mut()
            .find(|(_, event)| matches!(event.kind, EventKind::StepStarted { attempt: 2, .. }));
        found.unwrap().1.kind = again("held", 1);
        assert!(broken(&history).iter().any(|b| matches!(b, Broken::Repeated(_))));
    }

    #[test]
    fn a_journal_without_a_run_is_told() {
        let mut history = history();
        push(&mut history, run(7), EventKind::RunQueued);
        assert!(matches!(&*broken(&history), [Broken::Journal(_)]));
    }
}
