//! `for_each`: does its body once for each item of a list.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind, Group, Implied, NodeKind, brief};
use crate::limits::{MAX_CONCURRENCY, MAX_WAIT_MS};

pub(super) static KIND: NodeKind = NodeKind {
    key: "for_each",
    title: "For each",
    description: "Do the same for every item of a list",
    help: "Runs its body once for each item. Inside, `item` is the item and `index` its place from 0; `steps` knows the \
           body's own steps and those outside.\n\nThe output is `results`, in the order of the items, whatever the order \
           in which they finished. The body's output is that of its last step.\n\nUsually the first item that fails \
           fails the step. When failures are collected, each result is `ok` with `output`, or not `ok` with `error`.",
    icon: "repeat",
    group: Group::Flow,
    fields: &[
        Field::new("items", "Items", FieldKind::Expression)
            .required()
            .exposed()
            .help("A list, or an expression that gives one.")
            .placeholder("steps.fetch.body.items"),
        Field::new("concurrency", "At once", FieldKind::integer(1, MAX_CONCURRENCY))
            .implied(Implied::Number(1))
            .help("How many items are worked on at the same time."),
        Field::new(
            "onItemError",
            "When an item fails",
            FieldKind::Select(&[
                Choice::new("fail", "The step fails"),
                Choice::new("collect", "Go on, and collect failures"),
            ]),
        )
        .implied(Implied::Text("fail")),
        Field::new("body", "Body", FieldKind::Body)
            .required()
            .help("The steps done for each item."),
    ],
    defaults,
    // its steps have time-outs of their own, and may wait for people
    timeout_ms: MAX_WAIT_MS,
    summary: |config| brief::text(config, "items"),
    sample: |_| json!({ "results": [] }),
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    let body = json!({
        "nodes": [{
            "id": "each_item",
            "type": "transform",
            "position": { "x": 0, "y": 0 },
            "config": { "output": { "item": "{{ item }}" } }
        }],
        "edges": []
    });
    Map::from_iter([
        ("items".into(), json!("[1, 2, 3]")),
        ("concurrency".into(), json!(4)),
        ("body".into(), body),
    ])
}
