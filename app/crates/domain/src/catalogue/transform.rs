//! `transform`: makes new data out of old.

use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, NodeKind, brief};

pub(super) static KIND: NodeKind = NodeKind {
    key: "transform",
    title: "Transform",
    description: "Shape data",
    help: "Builds its output out of earlier data. A text that is exactly one `{{ expression }}` becomes the value itself, \
           with its type; anywhere else the value becomes text.\n\nLater steps read it as `steps.<id>`.",
    icon: "braces",
    group: Group::Data,
    fields: &[Field::new("output", "Output", FieldKind::Json)
        .required()
        .exposed()
        .placeholder(r#"{"titles": "{{ steps.fetch.body.items | map(attribute='title') | list }}"}"#)],
    defaults: || Map::from_iter([("output".into(), json!({ "value": "{{ inputs }}" }))]),
    summary,
    sample: |config| config.get("output").cloned().unwrap_or(Value::Null),
    ..NodeKind::BLANK
};

fn summary(config: &Map<String, Value>) -> String {
    match config.get("output") {
        Some(Value::Object(map)) => brief::line(&map.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
        Some(_) | None => brief::text(config, "output"),
    }
}
