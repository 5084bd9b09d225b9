//! Reading and writing points in time without a clock: the server and the browser must agree on every letter.

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 of an RFC 3339 text such as `2026-11-20T12:04:31.25Z`.
#[must_use]
pub fn parse_instant(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, clock) = text.split_once(['T', 't', ' '])?;
    let days = parse_date(date)?;
    let (clock, offset) = split_offset(clock)?;
    Some(days * DAY + parse_clock(clock)? - offset)
}

fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.parse().ok()?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| days_from_civil(year, month, day))
}

/// Days since 1970-01-01 in the Gregorian calendar (the well-known era arithmetic: years start in March).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of `days_from_civil`.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The clock and the offset from UTC in milliseconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, offset) = text.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
    Some((clock, sign * minutes * 60_000))
}

fn parse_clock(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds = parts.next().unwrap_or("0");
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let whole: i64 = whole.parse().ok()?;
    let thousandths: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let sane = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..=60).contains(&whole);
    sane.then_some(((hours * 60 + minutes) * 60 + whole) * 1_000 + thousandths)
}

/// The exact form: `20 Nov 2026, 12:04:31 UTC`.
#[must_use]
pub fn exact_instant(milliseconds: i64) -> String {
    let (year, month, day) = civil_from_days(milliseconds.div_euclid(DAY));
    let clock = milliseconds.rem_euclid(DAY) / 1_000;
    let (hours, minutes, seconds) = (clock / 3_600, clock / 60 % 60, clock % 60);
    format!(
        "{day} {} {year}, {hours:02}:{minutes:02}:{seconds:02} UTC",
        month_name(month)
    )
}

/// The date alone: `20 Nov 2026`.
#[must_use]
pub fn short_date(milliseconds: i64) -> String {
    let (year, month, day) = civil_from_days(milliseconds.div_euclid(DAY));
    format!("{day} {} {year}", month_name(month))
}

/// The time of the day alone, as in logs: `12:04:41.13`.
#[must_use]
pub fn clock_time(milliseconds: i64) -> String {
    let clock = milliseconds.rem_euclid(DAY);
    let (hours, minutes) = (clock / 3_600_000, clock / 60_000 % 60);
    format!(
        "{hours:02}:{minutes:02}:{:02}.{:02}",
        clock / 1_000 % 60,
        clock % 1_000 / 10
    )
}

fn month_name(month: i64) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| NAMES.get(index))
        .copied()
        .unwrap_or("")
}

/// How long ago, or in how long: `just now`, `6 seconds ago`, `in 4 minutes`, `yesterday`; the date past 30 days.
#[must_use]
pub fn relative(instant: i64, now: i64) -> String {
    let seconds = (now - instant) / 1_000;
    let (count, unit) = match seconds.abs() {
        ..3 => return "just now".to_owned(),
        3..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..2_592_000 => (seconds / 86_400, "day"),
        2_592_000.. => return short_date(instant),
    };
    match (count, unit) {
        (1, "day") => "yesterday".to_owned(),
        (-1, "day") => "tomorrow".to_owned(),
        (1.., unit) => format!("{count} {unit}{} ago", plural(count)),
        (_, unit) => format!("in {} {unit}{}", -count, plural(-count)),
    }
}

fn plural(count: i64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_is_read_with_its_offset() {
        let noon = parse_instant("2026-11-20T12:04:31Z").unwrap();
        assert_eq!(noon, 1_795_176_271_000);
        assert_eq!(parse_instant("2026-11-20T13:04:31+01:00"), Some(noon));
        assert_eq!(parse_instant("2026-11-20T12:04:31.250Z"), Some(noon + 250));
        assert_eq!(parse_instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_instant("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "today",
            "2026-13-01T00:00:00Z",
            "2026-11-20",
            "2026-11-20T25:00:00Z",
            "2026-11-20T12:00:00",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn the_exact_form_gives_the_text_back() {
        let instant = parse_instant("2026-11-20T12:04:31Z").unwrap();
        assert_eq!(exact_instant(instant), "20 Nov 2026, 12:04:31 UTC");
        assert_eq!(exact_instant(-1), "31 Dec 1969, 23:59:59 UTC");
        assert_eq!(clock_time(instant + 137), "12:04:31.13");
    }

    #[test]
    fn relative_words_change_with_the_distance() {
        let now = 1_795_176_271_000;
        let cases = [
            (0, "just now"),
            (6, "6 seconds ago"),
            (60, "1 minute ago"),
            (240, "4 minutes ago"),
            (7_200, "2 hours ago"),
            (86_400, "yesterday"),
            (5 * 86_400, "5 days ago"),
            (40 * 86_400, "11 Oct 2026"),
            (-240, "in 4 minutes"),
            (-86_400, "tomorrow"),
        ];
        for (seconds, words) in cases {
            assert_eq!(relative(now - seconds * 1_000, now), words);
        }
    }
}
