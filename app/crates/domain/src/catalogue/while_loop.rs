//! `while`: does its body again and again, as long as a condition holds.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind, Group, Implied, NodeKind, brief};
use crate::limits::{MAX_TURNS, MAX_WAIT_MS};

pub(super) static KIND: NodeKind = NodeKind {
    key: "while",
    title: "While",
    description: "Repeat as long as something holds",
    help: "Asks before each turn whether to go on, and runs its body if so. In the condition and in the body `index` is \
           the number of turns so far and `item` the output of the last one, null at first.\n\nThe output is \
           `iterations`, `last` (the output of the last turn) and `results` (of all of them). A body's output is that of \
           its last step.",
    icon: "refresh-cw",
    group: Group::Flow,
    fields: &[
        Field::new("while", "As long as", FieldKind::Expression)
            .required()
            .each_turn()
            .help("Empty, 0 and false end the loop.")
            .placeholder("index == 0 or item.hasMore"),
        Field::new("max", "At most", FieldKind::integer(1, MAX_TURNS))
            .implied(Implied::Number(100))
            .help("Turns, so that it ends in any case."),
        Field::new(
            "onMax",
            "After the last turn",
            FieldKind::Select(&[
                Choice::new("fail", "The step fails"),
                Choice::new("continue", "The run goes on"),
            ]),
        )
        .implied(Implied::Text("fail"))
        .help("When the condition still holds by then."),
        Field::new("body", "Body", FieldKind::Body)
            .required()
            .help("The steps of one turn."),
    ],
    defaults,
    // its steps have time-outs of their own, and may wait for people
    timeout_ms: MAX_WAIT_MS,
    summary: |config| brief::text(config, "while"),
    sample: |_| json!({ "iterations": 0, "last": null, "results": [] }),
    ..NodeKind::BLANK
};

fn defaults() -> Map<String, Value> {
    let body = json!({
        "nodes": [{
            "id": "each_turn",
            "type": "transform",
            "position": { "x": 0, "y": 0 },
            "config": { "output": { "turn": "{{ index }}" } }
        }],
        "edges": []
    });
    Map::from_iter([
        ("while".into(), json!("index < 3")),
        ("max".into(), json!(100)),
        ("body".into(), body),
    ])
}
