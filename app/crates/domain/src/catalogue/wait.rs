//! `wait`: pauses the run for a span or until a time.

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, NodeKind, brief};
use crate::limits::MAX_WAIT_MS;
use crate::problem::{Problem, join};

pub(super) static KIND: NodeKind = NodeKind {
    key: "wait",
    title: "Wait",
    description: "Pause, then go on",
    help: "Pauses the run, for a number of milliseconds or until a time. A waiting run costs nothing and survives a \
           restart.\n\nGive one of the two.",
    icon: "timer",
    group: Group::Flow,
    fields: &[
        Field::new(
            "ms",
            "Milliseconds",
            FieldKind::Number {
                min: 0.0,
                max: MAX_WAIT_MS as f64,
                step: 100.0,
                integer: true,
            },
        )
        .help("1 second is 1000, 1 hour is 3600000."),
        Field::new("until", "Until", FieldKind::Template)
            .help("A time with its zone; when it has passed, the run goes on at once.")
            .placeholder("2027-01-01T09:00:00Z"),
    ],
    defaults: || Map::from_iter([("ms".into(), json!(1_000))]),
    check,
    summary,
    sample: |_| json!({ "waitedMs": 0 }),
    ..NodeKind::BLANK
};

fn given(config: &Map<String, Value>, name: &str) -> bool {
    config
        .get(name)
        .is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    match (given(config, "ms"), given(config, "until")) {
        (false, false) => vec![
            Problem::error(join(pointer, "ms"), "missing_setting", "how long to wait is missing")
                .hint("Give `ms` or `until`."),
        ],
        (true, true) => vec![
            Problem::error(
                join(pointer, "until"),
                "conflicting_settings",
                "`ms` and `until` are both given",
            )
            .hint("Remove one of the two."),
        ],
        (true, false) => Vec::new(),
        (false, true) => check_until(config, pointer),
    }
}

fn check_until(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    let literal = config
        .get("until")
        .and_then(Value::as_str)
        .filter(|text| !text.contains("{{") && !text.contains("{%"));
    match literal {
        Some(text) if DateTime::parse_from_rfc3339(text.trim()).is_err() => vec![
            Problem::error(
                join(pointer, "until"),
                "bad_time",
                format!("`{}` is no time", brief::line(text)),
            )
            .hint("Write it as 2027-01-01T09:00:00Z, or with an offset as 2027-01-01T09:00:00+01:00."),
        ],
        Some(_) | None => Vec::new(),
    }
}

fn summary(config: &Map<String, Value>) -> String {
    if given(config, "until") {
        return format!("until {}", brief::text(config, "until"));
    }
    match config.get("ms").and_then(Value::as_u64) {
        Some(ms) if ms < 1_000 => format!("{ms} ms"),
        Some(ms) if ms < 60_000 => format!("{} s", ms as f64 / 1_000.0),
        Some(ms) if ms < 3_600_000 => format!("{} min", one_digit(ms as f64 / 60_000.0)),
        Some(ms) => format!("{} h", one_digit(ms as f64 / 3_600_000.0)),
        None => brief::text(config, "ms"),
    }
}

fn one_digit(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
