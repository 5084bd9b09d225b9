//! The bars of a step on the timeline: attempts, the waits between them, and what is under way.

use chrono::{DateTime, Utc};
use domain::run::state::AttemptSpan;
use domain::run::{StepState, StepStatus};
use ui::{Bar, BarKind};

/// The time axis: milliseconds since the run began, until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    /// When the run began.
    pub begin: DateTime<Utc>,
    /// Until when it is told.
    pub now: DateTime<Utc>,
}

impl Axis {
    /// Milliseconds since the begin; 0 for what was before it.
    pub(super) fn at(&self, time: DateTime<Utc>) -> u64 {
        u64::try_from((time - self.begin).num_milliseconds()).unwrap_or(0)
    }

    /// How long it is.
    pub(super) fn total(&self) -> u64 {
        self.at(self.now)
    }
}

/// The bars of a step, in order.
pub(super) fn bars(step: &StepState, axis: &Axis) -> Vec<Bar> {
    match (step.spans.as_slice(), step.started_at) {
        ([], None) => Vec::new(),
        ([], Some(from)) => vec![whole(step, from, axis)],
        (spans, _) => attempts(step, spans, axis),
    }
}

/// A step that is known by its begin and end alone: a loop, a wait, or one that took no time.
fn whole(step: &StepState, from: DateTime<Utc>, axis: &Axis) -> Bar {
    let to = step.finished_at;
    let kind = match (to, step.items.is_some()) {
        (None, true) => BarKind::Live,
        (Some(to), false) if to == from => BarKind::Work,
        (None, false) | (Some(_), false) => BarKind::Wait,
        (Some(_), true) => BarKind::Work,
    };
    bar(from, to, kind, axis)
}

fn attempts(step: &StepState, spans: &[AttemptSpan], axis: &Axis) -> Vec<Bar> {
    let mut bars = Vec::with_capacity(spans.len() * 2);
    let mut last_end = None;
    for (index, span) in spans.iter().enumerate() {
        if let Some(end) = last_end {
            bars.push(bar(end, Some(span.from), BarKind::Wait, axis));
        }
        let repeated = index + 1 < spans.len() || !step.status.is_final();
        let kind = match (span.to, span.failed && repeated) {
            (None, _) if step.status == StepStatus::Waiting => BarKind::Wait,
            (None, _) => BarKind::Live,
            (Some(_), true) => BarKind::FailedTry,
            (Some(_), false) => BarKind::Work,
        };
        bars.push(bar(span.from, span.to, kind, axis));
        last_end = span.to;
    }
    if let (Some(end), Some(_due)) = (last_end, step.until) {
        bars.push(bar(end, None, BarKind::Wait, axis));
    }
    bars
}

fn bar(from: DateTime<Utc>, to: Option<DateTime<Utc>>, kind: BarKind, axis: &Axis) -> Bar {
    let from = axis.at(from);
    Bar {
        from,
        to: axis.at(to.unwrap_or(axis.now)).max(from),
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::journal::Journal;
    use domain::run::StepPath;

    fn kinds(journal: &Journal, step: &str) -> Vec<(BarKind, u64, u64)> {
        let state = journal.state();
        let axis = journal.axis();
        bars(&state.steps[&step.parse::<StepPath>().unwrap()], &axis)
            .into_iter()
            .map(|bar| (bar.kind, bar.from, bar.to))
            .collect()
    }

    #[test]
    fn a_retried_step_shows_its_tries_and_the_waits_between() {
        let journal = Journal::started()
            .begins(10, "fetch", 1)
            .retries(40, "fetch", 1, 90)
            .begins(90, "fetch", 2)
            .succeeds(120, "fetch", 2);
        assert_eq!(
            kinds(&journal, "fetch"),
            [
                (BarKind::FailedTry, 10, 40),
                (BarKind::Wait, 40, 90),
                (BarKind::Work, 90, 120)
            ]
        );
    }

    #[test]
    fn what_is_under_way_reaches_to_now() {
        let journal = Journal::started().begins(10, "fetch", 1).now(70);
        assert_eq!(kinds(&journal, "fetch"), [(BarKind::Live, 10, 70)]);
        let waiting = Journal::started()
            .begins(10, "fetch", 1)
            .retries(40, "fetch", 1, 500)
            .now(70);
        assert_eq!(
            kinds(&waiting, "fetch"),
            [(BarKind::FailedTry, 10, 40), (BarKind::Wait, 40, 70)]
        );
    }

    #[test]
    fn the_last_failure_is_no_mere_try() {
        let journal = Journal::started().begins(10, "fetch", 1).fails(40, "fetch", 1);
        assert_eq!(kinds(&journal, "fetch"), [(BarKind::Work, 10, 40)]);
    }

    #[test]
    fn a_wait_is_a_thin_line_and_a_step_without_length_a_mark() {
        let journal = Journal::started()
            .waits(10, "pause", 60)
            .succeeds(60, "pause", 1)
            .succeeds(61, "shape", 1);
        assert_eq!(kinds(&journal, "pause"), [(BarKind::Wait, 10, 60)]);
        assert_eq!(kinds(&journal, "shape"), [(BarKind::Work, 61, 61)]);
    }
}
