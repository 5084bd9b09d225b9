//! `merge`: brings branches together.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind, Group, NodeKind, Shape};
use crate::limits::MAX_EDGES;

pub(super) static KIND: NodeKind = NodeKind {
    key: "merge",
    title: "Merge",
    description: "Wait for branches",
    help: "Brings branches together. `all` waits for every branch that is alive, `any` goes on with the first that \
           arrives, `count` with the first few.\n\nThe output is an object: the output of each branch that arrived, by \
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
                Choice {
                    value: "all",
                    label: "All branches",
                },
                Choice {
                    value: "any",
                    label: "The first branch",
                },
                Choice {
                    value: "count",
                    label: "A number of branches",
                },
            ]),
        ),
        Field::new(
            "count",
            "How many",
            FieldKind::Number {
                min: 1.0,
                max: MAX_EDGES as f64,
                step: 1.0,
                integer: true,
            },
        )
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
