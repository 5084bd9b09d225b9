//! `respond`: what the caller of the run is told.

use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, Implied, NodeKind, Ports, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "respond",
    title: "Respond",
    description: "Answer the caller",
    help: "Sets the answer of the run: a status, headers and a body. Nothing follows it.\n\nThe output is the answer \
           itself: `status`, `headers`, `body`.",
    icon: "reply",
    group: Group::Connect,
    ports: Ports::None,
    top_only: true,
    fields: &[
        Field::new("status", "Status", FieldKind::integer(100, 599)).implied(Implied::Number(200)),
        Field::new("headers", "Headers", FieldKind::KeyValue).exposed(),
        Field::new("body", "Body", FieldKind::Json)
            .exposed()
            .placeholder(r#"{"ok": true}"#),
    ],
    defaults: || Map::from_iter([("status".into(), json!(200)), ("body".into(), json!({ "ok": true }))]),
    summary: |config| match brief::text(config, "status") {
        status if status.is_empty() => "200".into(),
        status => status,
    },
    sample,
    ..NodeKind::BLANK
};

fn sample(config: &Map<String, Value>) -> Value {
    let or = |name: &str, value: Value| config.get(name).cloned().unwrap_or(value);
    json!({ "status": or("status", json!(200)), "headers": or("headers", json!({})), "body": or("body", Value::Null) })
}
