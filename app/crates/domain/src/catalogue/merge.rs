//! `merge`: brings branches together.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind, Group, Implied, NodeKind, Shape};

/// More branches than this are no workflow that a person can read.
const MAX_COUNT: u32 = 1_000;

pub(super) static KIND: NodeKind = NodeKind {
    key: "merge",
    title: "Merge",
    description: "Wait for branches",
    help: "Brings branches together. `all` waits for every branch that is alive, `any` goes on with the first that \
           arrives, `count` with the first few. Those that come later still run to their end, and nobody waits for them \
           here.\n\nThe output is an object: the output of each branch that arrived, by \
           the id of its step.",
    icon: "merge",
    group: Group::Flow,
    shape: Shape::Compact,
    min_sources,
    fields: &[
        Field::new(
            "mode",
            "Wait for",
            FieldKind::Select(&[
                Choice::new("all", "All branches"),
                Choice::new("any", "The first branch"),
                Choice::new("count", "A number of branches"),
            ]),
        )
        .implied(Implied::Text("all")),
        Field::new("count", "How many", FieldKind::integer(1, MAX_COUNT))
            .required()
            .when("mode", &["count"]),
    ],
    defaults,
    summary,
    sample: |_| json!({}),
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    Map::from_iter([("mode".into(), json!("all"))])
}

fn mode(config: &Map<String, Value>) -> &str {
    config.get("mode").and_then(Value::as_str).unwrap_or("all")
}

fn min_sources(config: &Map<String, Value>) -> u64 {
    match mode(config) {
        "count" => config.get("count").and_then(Value::as_u64).unwrap_or(1),
        _all_or_any => 1,
    }
}

fn summary(config: &Map<String, Value>) -> String {
    match mode(config) {
        "any" => "First branch".into(),
        "count" => format!("{} branches", min_sources(config)),
        _all => "All branches".into(),
    }
}
