//! The span of time that is looked at, in whole buckets.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::problem::Problem;
use rpc::{AppError, FailureBucket, FailureQuery};

/// Spans of up to so many hours are told by the hour.
const HOURLY_UP_TO: i64 = 48;

/// A span in whole buckets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The width of a bucket.
    pub(super) bucket: FailureBucket,
    /// The begin of every bucket and, last, the end of the last one.
    pub(super) bounds: Vec<DateTime<Utc>>,
}

impl Span {
    /// Reads the question: 422 when the span is turned around or too long.
    pub(super) fn of(query: &FailureQuery, now: DateTime<Utc>) -> Result<Self, AppError> {
        let to = query.to.unwrap_or(now);
        let hours = query.hours.unwrap_or(FailureQuery::USUAL_HOURS).max(1);
        let back = TimeDelta::hours(i64::from(hours).min(FailureQuery::MAX_DAYS * 24));
        let from = query.from.or_else(|| to.checked_sub_signed(back)).unwrap_or(to);
        if from >= to {
            return Err(refused("/query/from", "`from` has to lie before `to`"));
        }
        if to - from > TimeDelta::days(FailureQuery::MAX_DAYS) {
            let message = format!("a report covers at most {} days", FailureQuery::MAX_DAYS);
            return Err(refused("/query/from", &message));
        }
        let (bucket, width) = if to - from <= TimeDelta::hours(HOURLY_UP_TO) {
            (FailureBucket::Hour, TimeDelta::hours(1))
        } else {
            (FailureBucket::Day, TimeDelta::days(1))
        };
        let first = from
            .duration_trunc(width)
            .map_err(|_| refused("/query/from", "this time can't be told in whole hours or days"))?;
        let begins = std::iter::successors(Some(first), |bound| bound.checked_add_signed(width));
        let mut bounds: Vec<_> = begins.take_while(|bound| *bound < to).collect();
        bounds.push(to);
        Ok(Self { bucket, bounds })
    }
}

fn refused(path: &str, message: &str) -> AppError {
    let problem = Problem::error(path, "invalid_query", message);
    AppError::invalid("invalid_query", "This span of time can't be looked at.", vec![problem])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Result<Span, AppError> {
        let query = FailureQuery {
            from: Some(at(from)),
            to: Some(at(to)),
            ..FailureQuery::default()
        };
        Span::of(&query, at("2026-11-20T12:00:00Z"))
    }

    #[test]
    fn two_days_are_told_by_the_hour_and_more_by_the_day() {
        let day = span("2026-11-19T10:30:00Z", "2026-11-20T10:15:00Z").unwrap();
        assert_eq!((day.bucket, day.bounds.len()), (FailureBucket::Hour, 26));
        assert_eq!(day.bounds[0], at("2026-11-19T10:00:00Z"));
        assert_eq!(day.bounds.last(), Some(&at("2026-11-20T10:15:00Z")));
        let week = span("2026-11-13T10:30:00Z", "2026-11-20T10:15:00Z").unwrap();
        assert_eq!((week.bucket, week.bounds.len()), (FailureBucket::Day, 9));
        assert_eq!(week.bounds[0], at("2026-11-13T00:00:00Z"));
    }

    #[test]
    fn a_week_until_now_goes_without_saying() {
        let now = at("2026-11-20T12:00:00Z");
        let span = Span::of(&FailureQuery::default(), now).unwrap();
        assert_eq!(span.bounds[0], at("2026-11-13T00:00:00Z"));
        assert_eq!(span.bounds.last(), Some(&now));
    }

    #[test]
    fn a_span_turned_around_or_without_end_is_refused() {
        for (from, to) in [
            ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
            ("2026-11-20T10:00:00Z", "2026-11-19T10:00:00Z"),
            ("2020-01-01T00:00:00Z", "2026-11-20T10:00:00Z"),
        ] {
            let error = span(from, to).unwrap_err();
            assert_eq!((error.status, error.problems[0].path.as_str()), (422, "/query/from"));
        }
    }
}
