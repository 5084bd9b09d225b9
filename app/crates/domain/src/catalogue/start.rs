//! `start`: where a run begins, and which inputs it takes.

use serde_json::{Map, Value, json};

use super::{Field, FieldKind, Group, NodeKind, Shape, brief};
use crate::inputs;
use crate::problem::Problem;

pub(super) static KIND: NodeKind = NodeKind {
    key: "start",
    title: "Start",
    description: "Where a run begins",
    help: "Every workflow has one start. Declare the inputs that a run takes: the Run form, the API and the command line \
           ask for them and check them.\n\nLater steps read an input as `inputs.name`. Without declared inputs a run \
           takes any.",
    icon: "play",
    group: Group::Trigger,
    shape: Shape::Compact,
    has_input: false,
    top_only: true,
    fields: &[
        Field::new("inputs", "Inputs", FieldKind::Inputs).help("What a run asks for, each with a name and a type.")
    ],
    check,
    summary,
    sample: |_| json!({}),
    ..NodeKind::BLANK
};

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    config
        .get("inputs")
        .map(|list| inputs::check_declaration(list, pointer))
        .unwrap_or_default()
}

fn summary(config: &Map<String, Value>) -> String {
    match config.get("inputs").and_then(Value::as_array) {
        Some(list) if !list.is_empty() => brief::count(list.len(), "input"),
        Some(_) | None => "No inputs".into(),
    }
}
