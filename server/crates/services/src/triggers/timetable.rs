//! A cron pattern by the clock of a zone.
//!
//! When clocks go forward, times that the hour leaves out are moved to its end where the pattern names a fixed time,
//! and left out where it repeats; when they go back, fixed times come once and repeating ones in both hours.

use chrono::{DateTime, SubsecRound, Timelike, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use domain::problem::Problem;

/// Longest pattern in characters.
const MAX_CHARS: usize = 120;
/// A time further away than this is as good as none.
const FAR_DAYS: i64 = 366 * 50;

/// When a schedule comes round.
#[derive(Debug, Clone)]
pub(super) struct Timetable {
    cron: Cron,
    zone: Tz,
}

impl Timetable {
    /// Reads a pattern and the IANA name of a zone; every fault by its path in a schedule's settings.
    pub(super) fn read(pattern: &str, zone: &str) -> Result<Self, Vec<Problem>> {
        match (read_pattern(pattern), read_zone(zone)) {
            (Ok(cron), Ok(zone)) => Ok(Self { cron, zone }),
            (cron, zone) => Err([cron.err(), zone.err()].into_iter().flatten().collect()),
        }
    }

    /// The first time after `at`; none when there is none any more.
    pub(super) fn after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let from = at.trunc_subsecs(0).with_timezone(&self.zone);
        let next = self.cron.find_next_occurrence(&from, false).ok()?.to_utc();
        let far = at.checked_add_signed(chrono::TimeDelta::days(FAR_DAYS))?;
        (next > at && next < far).then_some(next)
    }

    /// The next times after `at`, five at most.
    pub(super) fn next_times(&self, at: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.after(at), |last| self.after(*last))
            .take(5)
            .collect()
    }

    /// The newest times from `from` to `to`, both included, at most so many; oldest first.
    pub(super) fn newest(&self, from: DateTime<Utc>, to: DateTime<Utc>, most: usize) -> Vec<DateTime<Utc>> {
        let before = |at: DateTime<Utc>, included: bool| {
            let start = at.trunc_subsecs(0).with_timezone(&self.zone);
            let found = self.cron.find_previous_occurrence(&start, included).ok()?.to_utc();
            (found >= from && (found < at || included)).then_some(found)
        };
        let mut times: Vec<_> = std::iter::successors(before(to, true), |last| before(*last, false))
            .take(most)
            .collect();
        times.reverse();
        times
    }

    /// The pattern in words.
    pub(super) fn words(&self) -> String {
        self.cron.describe().trim_end_matches('.').to_owned()
    }

    /// A time as the zone's clock shows it.
    pub(super) fn shown(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        let form = if local.second() == 0 {
            "%a %-d %b %Y, %H:%M %Z"
        } else {
            "%a %-d %b %Y, %H:%M:%S %Z"
        };
        local.format(form).to_string()
    }
}

fn read_pattern(pattern: &str) -> Result<Cron, Problem> {
    let refuse = |reason: String| {
        Problem::error("/cron", "bad_cron", format!("the pattern can't be read: {reason}")).hint(
            "Five fields: minute, hour, day of month, month, day of week. `30 9 * * MON-FRI` is 9:30 on working days.",
        )
    };
    if pattern.chars().count() > MAX_CHARS {
        return Err(refuse(format!("it has more than {MAX_CHARS} characters")));
    }
    CronParser::builder()
        .seconds(Seconds::Optional)
        .year(Year::Disallowed)
        .build()
        .parse(pattern)
        .map_err(|error| refuse(error.to_string()))
}

fn read_zone(zone: &str) -> Result<Tz, Problem> {
    zone.parse().map_err(|_| {
        let shown: String = zone.chars().take(60).collect();
        Problem::error(
            "/timezone",
            "bad_timezone",
            format!("there is no time zone called `{shown}`"),
        )
        .hint("Use an IANA name, such as `UTC`, `Europe/Berlin` or `America/New_York`.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pattern: &str, zone: &str) -> Timetable {
        Timetable::read(pattern, zone).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn next(pattern: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
        let table = table(pattern, zone);
        let mut times = table.next_times(at(from));
        times.truncate(count);
        times.into_iter().map(|time| time.to_rfc3339()).collect()
    }

    #[test]
    fn five_fields_six_fields_names_ranges_and_steps_are_read() {
        for pattern in [
            "* * * * *",
            "*/15 9-17 * * MON-FRI",
            "0 0 1 JAN,JUL *",
            "30 */5 * * * *",
            "@daily",
            "0 12 L * *",
        ] {
            assert!(Timetable::read(pattern, "UTC").is_ok(), "{pattern}");
        }
    }

    #[test]
    fn rubbish_is_named_by_its_path() {
        let long = "1,".repeat(100);
        for pattern in [
            "",
            "* * * *",
            "61 * * * *",
            "a b c d e",
            "* * * * * * *",
            "0 0 1 1 * 2030",
            &long,
            "\u{0}",
        ] {
            // six fields are seconds first: the sixth is the day of the week
            let problems = Timetable::read(pattern, "Mars/Olympus").unwrap_err();
            let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
            assert_eq!(paths, ["/cron", "/timezone"], "{pattern}");
        }
    }

    #[test]
    fn a_day_that_never_comes_has_no_next_time() {
        assert_eq!(table("0 0 30 2 *", "UTC").after(at("2026-11-20T00:00:00Z")), None);
        assert_eq!(
            table("0 0 31 4,6,9,11 *", "Europe/Berlin").after(at("2026-11-20T00:00:00Z")),
            None
        );
        assert_eq!(
            next("0 0 29 2 *", "UTC", "2026-11-20T00:00:00Z", 1),
            ["2028-02-29T00:00:00+00:00"]
        );
    }

    #[test]
    fn the_zone_s_clock_counts() {
        assert_eq!(
            next("0 9 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T08:00:00+00:00", "2026-10-26T08:00:00+00:00"],
        );
        assert_eq!(
            next("0 9 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 2),
            ["2026-03-28T08:00:00+00:00", "2026-03-29T07:00:00+00:00"],
        );
    }

    #[test]
    fn a_fixed_time_comes_once_on_the_day_the_clocks_change() {
        // 2:30 does not exist on 29 March 2026 in Berlin, and comes twice on 25 October
        let spring = next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2);
        assert_eq!(spring.len(), 2);
        assert!(spring[0].starts_with("2026-03-29T01:"), "{spring:?}");
        assert_eq!(spring[1], "2026-03-30T00:30:00+00:00");
        assert_eq!(
            next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2),
            ["2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"],
        );
    }

    #[test]
    fn a_repeating_time_comes_in_both_hours_when_clocks_go_back() {
        assert_eq!(
            next("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 4),
            [
                "2026-10-25T00:30:00+00:00",
                "2026-10-25T01:00:00+00:00",
                "2026-10-25T01:30:00+00:00",
                "2026-10-25T02:00:00+00:00",
            ],
        );
    }

    #[test]
    fn the_newest_times_of_a_span_are_the_last_ones() {
        let table = table("0 * * * *", "UTC");
        let times = table.newest(at("2026-01-01T00:00:00Z"), at("2026-01-01T12:30:00.5Z"), 3);
        let hours: Vec<u32> = times.iter().map(Timelike::hour).collect();
        assert_eq!(hours, [10, 11, 12]);
        assert_eq!(
            table
                .newest(at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"), 3)
                .len(),
            1
        );
        assert!(
            table
                .newest(at("2026-01-01T00:00:01Z"), at("2026-01-01T00:59:00Z"), 3)
                .is_empty()
        );
    }

    #[test]
    fn whatever_the_pattern_the_next_time_is_later_and_is_found_again_from_behind() {
        let zones = [
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
        ];
        let patterns = [
            "* * * * *",
            "*/7 * * * *",
            "30 2 * * *",
            "0 0 * * 0",
            "15 10 15 * *",
            "0 */3 * * 1-5",
            "10 0 2 * * *",
        ];
        let start = at("2026-03-07T00:00:00Z");
        for zone in zones {
            for pattern in patterns {
                let table = table(pattern, zone);
                // a hundred starting points over a year, some in the middle of a second
                for step in 0..100_i64 {
                    let from = start + chrono::TimeDelta::milliseconds(step * 313_713_713);
                    let found = table.after(from).unwrap();
                    assert!(found > from, "{pattern} {zone} {from}");
                    assert_eq!(table.newest(found, found, 5), [found], "{pattern} {zone} {from}");
                }
            }
        }
    }
}
