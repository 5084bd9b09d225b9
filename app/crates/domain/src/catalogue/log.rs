//! `log`: writes a line for people.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind, Group, Implied, NodeKind, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "log",
    title: "Log",
    description: "Write a line to the run's log",
    help: "Writes a line that the run page shows. Secrets are left out.\n\nThe output is `level` and `message`.",
    icon: "scroll-text",
    group: Group::Connect,
    fields: &[
        Field::new(
            "level",
            "Level",
            FieldKind::Select(&[
                Choice::new("debug", "Debug"),
                Choice::new("info", "Info"),
                Choice::new("warn", "Warning"),
                Choice::new("error", "Error"),
            ]),
        )
        .implied(Implied::Text("info")),
        Field::new("message", "Message", FieldKind::LongTemplate)
            .required()
            .exposed()
            .placeholder("Fetched {{ steps.fetch.body.items | length }} items"),
    ],
    defaults: || {
        Map::from_iter([
            ("level".into(), json!("info")),
            ("message".into(), json!("Run {{ run.id }} got here.")),
        ])
    },
    summary: |config| brief::text(config, "message"),
    sample,
    ..NodeKind::BLANK
};

fn sample(config: &Map<String, Value>) -> Value {
    let or = |name: &str, value: &str| config.get(name).cloned().unwrap_or_else(|| json!(value));
    json!({ "level": or("level", "info"), "message": or("message", "") })
}
