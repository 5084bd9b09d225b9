//! `slack`: posts a message to a channel.

use serde_json::{Map, Value, json};

use super::{Effect, Field, FieldKind, Group, NodeKind, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "slack",
    title: "Slack",
    description: "Post a message",
    help: "Posts a message to a channel. For now it answers in mock runs only; a live run of it fails and says so.",
    icon: "hash",
    group: Group::Connect,
    effect: |_| Effect::AtMostOnce,
    fields: &[
        Field::new("channel", "Channel", FieldKind::Template)
            .required()
            .placeholder("#general"),
        Field::new("text", "Message", FieldKind::LongTemplate)
            .required()
            .placeholder("Run {{ run.id }} is done."),
        Field::new("webhookUrl", "Webhook address", FieldKind::Template)
            .secret()
            .help("For live runs: a reference to a secret.")
            .placeholder("{{ secrets.slack_webhook }}"),
    ],
    defaults,
    summary: |config| brief::text(config, "channel"),
    sample,
    mock_only: true,
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    Map::from_iter([
        ("channel".into(), json!("#general")),
        ("text".into(), json!("Run {{ run.id }} is done.")),
    ])
}

fn sample(config: &Map<String, Value>) -> Value {
    let channel = config.get("channel").cloned().unwrap_or(Value::Null);
    json!({ "ok": true, "channel": channel, "ts": "1767225600.000100" })
}
