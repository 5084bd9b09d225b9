//! No accepted run is lost, none is made up, and nothing is left to do.

use std::collections::BTreeSet;

use domain::id::RunId;

use super::{Broken, History, Left};

pub(super) fn check(history: &History, broken: &mut Vec<Broken>) {
    let rows: BTreeSet<RunId> = history.runs.iter().map(|run| run.id).collect();
    let promised: BTreeSet<RunId> = history.promised.iter().copied().collect();
    for run in promised.difference(&rows) {
        broken.push(Broken::Lost(format!("{run} was accepted, and is not there")));
    }
    for run in history.runs.iter().filter(|run| !run.status.is_final()) {
        broken.push(Broken::Lost(format!("{} is still {}", run.id, run.status)));
    }
    let unasked = rows.difference(&promised).count();
    if unasked > history.unanswered {
        broken.push(Broken::TooMany(format!(
            "{unasked} runs that no caller was told of, after {} requests without an answer",
            history.unanswered
        )));
    }
    if rows.len() != history.runs.len() {
        broken.push(Broken::TooMany("a run has two rows".into()));
    }
    if promised.len() != history.promised.len() {
        broken.push(Broken::TooMany("two requests got one run".into()));
    }
    let Left {
        queued,
        leased,
        signals,
    } = history.left;
    if history.left != Left::default() {
        broken.push(Broken::LeftOver(format!(
            "{queued} queued, {leased} leased, {signals} signals"
        )));
    }
}

#[cfg(test)]
mod tests {
    use domain::run::RunStatus;

    use crate::history::sample::{history, run};
    use crate::history::{Broken, Left};

    #[test]
    fn a_run_that_is_gone_is_lost() {
        let mut history = history();
        history.promised.push(run(9));
        assert!(matches!(&*history.check().unwrap_err(), [Broken::Lost(_)]));
    }

    #[test]
    fn a_run_that_did_not_end_is_lost() {
        let mut history = history();
        history.runs[0].status = RunStatus::Waiting;
        assert!(
            history
                .check()
                .unwrap_err()
                .iter()
                .any(|b| matches!(b, Broken::Lost(_)))
        );
    }

    #[test]
    fn a_run_that_no_caller_was_told_of_needs_a_request_without_an_answer() {
        let mut history = history();
        let told = history.promised.pop();
        assert!(told.is_some());
        assert!(matches!(&*history.check().unwrap_err(), [Broken::TooMany(_)]));
        history.unanswered = 1;
        assert_eq!(history.check().unwrap().accepted, 1);
    }

    #[test]
    fn one_run_is_not_the_answer_to_two_requests() {
        let mut history = history();
        history.promised.push(history.promised[0]);
        assert!(matches!(&*history.check().unwrap_err(), [Broken::TooMany(_)]));
    }

    #[test]
    fn a_row_left_in_the_queue_is_told() {
        let mut history = history();
        history.left = Left {
            leased: 1,
            ..Left::default()
        };
        assert!(matches!(&*history.check().unwrap_err(), [Broken::LeftOver(_)]));
    }
}
