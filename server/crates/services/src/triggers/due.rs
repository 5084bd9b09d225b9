//! What to do about a schedule that is due: which times start a run, and what becomes of the others.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use domain::trigger::Missed;

use super::timetable::Timetable;

/// Most times that are gone through one by one.
const MOST_STEPS: usize = 2_000;
/// A time that is later than this was missed: no server ran.
const GRACE: TimeDelta = TimeDelta::seconds(60);

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    /// The times that start a run, oldest first.
    pub(super) fire: Vec<DateTime<Utc>>,
    /// The newest time that is decided.
    pub(super) last: DateTime<Utc>,
    /// When it is due next.
    pub(super) next: Option<DateTime<Utc>>,
}

/// Decides what was due from `due_at` on. A time is decided once: the next one is later than all of them, even where
/// the clock goes back.
pub(super) fn decide(table: &Timetable, missed: Missed, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Decision {
    let most = match missed {
        Missed::All => Missed::MOST,
        Missed::Once | Missed::Skip => 1,
    };
    let mut fire = times(table, due_at, now, most);
    let last = fire.last().copied().unwrap_or(due_at);
    if missed == Missed::Skip {
        fire.retain(|at| now - *at <= GRACE);
    }
    Decision {
        fire,
        last,
        next: table.after(now.max(last)),
    }
}

/// The newest times from `due_at`, which was promised and counts in any case, to `now`.
fn times(table: &Timetable, due_at: DateTime<Utc>, now: DateTime<Utc>, most: usize) -> Vec<DateTime<Utc>> {
    let mut all = std::iter::successors(Some(due_at), |at| table.after(*at)).take_while(|at| *at <= now);
    let mut newest = VecDeque::new();
    for at in all.by_ref().take(MOST_STEPS) {
        if newest.len() == most {
            newest.pop_front();
        }
        newest.push_back(at);
    }
    if all.next().is_none() {
        return newest.into();
    }
    // a long outage of a dense pattern: from behind. Times that the clocks' change has moved are left out this way
    table.newest(due_at, now, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn hourly(missed: Missed, due: &str, now: &str) -> Decision {
        let table = Timetable::read("0 * * * *", "UTC").unwrap();
        decide(&table, missed, at(due), at(now))
    }

    #[test]
    fn on_time_every_policy_does_the_same() {
        for missed in [Missed::Skip, Missed::Once, Missed::All] {
            let decision = hourly(missed, "2026-01-01T10:00:00Z", "2026-01-01T10:00:02Z");
            assert_eq!(decision.fire, [at("2026-01-01T10:00:00Z")]);
            assert_eq!(decision.next, Some(at("2026-01-01T11:00:00Z")));
        }
    }

    #[test]
    fn missed_times_are_skipped_made_up_once_or_made_up_all() {
        let outage = |missed| hourly(missed, "2026-01-01T10:00:00Z", "2026-01-01T13:30:00Z");
        assert!(outage(Missed::Skip).fire.is_empty());
        assert_eq!(outage(Missed::Once).fire, [at("2026-01-01T13:00:00Z")]);
        assert_eq!(outage(Missed::All).fire.len(), 4);
        for missed in [Missed::Skip, Missed::Once, Missed::All] {
            assert_eq!(outage(missed).next, Some(at("2026-01-01T14:00:00Z")));
            assert_eq!(outage(missed).last, at("2026-01-01T13:00:00Z"));
        }
    }

    #[test]
    fn an_outage_of_years_makes_up_for_the_newest_times_only() {
        let decision = hourly(Missed::All, "2020-01-01T00:00:00Z", "2026-01-01T00:10:00Z");
        assert_eq!(decision.fire.len(), Missed::MOST);
        assert_eq!(decision.fire.last(), Some(&at("2026-01-01T00:00:00Z")));
    }

    #[test]
    fn whoever_is_back_just_in_time_skips_only_what_is_past() {
        let decision = hourly(Missed::Skip, "2026-01-01T10:00:00Z", "2026-01-01T13:00:30Z");
        assert_eq!(decision.fire, [at("2026-01-01T13:00:00Z")]);
    }

    #[test]
    fn a_time_that_the_clocks_change_moved_is_made_up_for_too() {
        let table = Timetable::read("30 2 * * *", "Europe/Berlin").unwrap();
        let decision = decide(
            &table,
            Missed::All,
            at("2026-03-28T01:30:00Z"),
            at("2026-03-30T12:00:00Z"),
        );
        let times: Vec<String> = decision.fire.iter().map(DateTime::to_rfc3339).collect();
        assert_eq!(
            times,
            [
                "2026-03-28T01:30:00+00:00",
                "2026-03-29T01:00:00+00:00",
                "2026-03-30T00:30:00+00:00"
            ]
        );
    }
}
