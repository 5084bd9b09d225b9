//! `condition`: leaves by `true` or `false`.

use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, NodeKind, Ports, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "condition",
    title: "Condition",
    description: "Go one of two ways",
    help: "Evaluates an expression and leaves by `true` or by `false`. Empty text, 0, an empty list and nothing at all \
           count as false.\n\nExample: `steps.fetch.body.items | length > 10`",
    icon: "split",
    group: Group::Flow,
    ports: Ports::Named(&["true", "false"]),
    fields: &[Field::new("if", "If", FieldKind::Expression)
        .required()
        .placeholder("steps.fetch.status == 200")],
    defaults,
    summary: |config| brief::text(config, "if"),
    sample: |_| json!({ "result": true }),
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    Map::from_iter([("if".into(), json!("true"))])
}
