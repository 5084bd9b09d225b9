//! The time until which a run is told: its end, or a present that ticks only while it goes on.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::run::{RunEvent, RunState};
use leptos::prelude::*;

use super::bars::Axis;

/// Between two ticks.
const TICK: Duration = Duration::from_millis(250);

/// The axis of a run. Until the page lives, it ends with the newest event, on the server and in the browser alike.
pub(super) fn axis(state: RwSignal<RunState>, events: &[RunEvent]) -> Memo<Axis> {
    let newest = events.iter().map(|event| event.at).max().unwrap_or_default();
    let present = ticking(state);
    memo(move || state.with(|state| told_until(state, newest, present.get())))
}

fn told_until(state: &RunState, newest: DateTime<Utc>, present: Option<DateTime<Utc>>) -> Axis {
    let begin = state.started_at.or(state.queued_at).unwrap_or(newest);
    let now = state.finished_at.or(present).unwrap_or(newest);
    Axis {
        begin,
        // a browser's clock may be behind the server's
        now: now.max(begin),
    }
}

/// The browser's clock, while the run goes on.
fn ticking(state: RwSignal<RunState>) -> RwSignal<Option<DateTime<Utc>>> {
    let present = RwSignal::new(None);
    let goes_on = memo(move || state.with(|state| !state.status.is_final()));
    let read = move || {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit in 53 bits")]
        let milliseconds = js_sys::Date::now() as i64;
        present.try_set(DateTime::from_timestamp_millis(milliseconds));
    };
    effect(move || {
        if !goes_on.get() {
            return;
        }
        read();
        if let Ok(beat) = set_interval_with_handle(read, TICK) {
            on_cleanup(move || beat.clear());
        }
    });
    present
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::journal::Journal;
    use chrono::TimeDelta;
    use domain::run::RunStatus;

    #[test]
    fn a_run_that_ended_stands_still() {
        let journal = Journal::started().ends(80, RunStatus::Succeeded);
        let state = journal.state();
        let later = state.finished_at.map(|end| end + TimeDelta::hours(1));
        assert_eq!(told_until(&state, DateTime::default(), later).total(), 80);
    }

    #[test]
    fn a_clock_that_is_behind_never_turns_time_round() {
        let state = Journal::started().state();
        let early = state.started_at.map(|begin| begin - TimeDelta::hours(1));
        assert_eq!(told_until(&state, DateTime::default(), early).total(), 0);
    }

    #[test]
    fn before_the_page_lives_the_newest_event_is_the_present() {
        let journal = Journal::started().begins(40, "fetch", 1);
        let state = journal.state();
        let newest = journal.axis().now;
        assert_eq!(told_until(&state, newest, None).total(), 40);
    }
}
