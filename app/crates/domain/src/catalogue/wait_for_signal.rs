//! `wait_for_signal`: pauses the run until somebody outside says the word.

use serde_json::{Map, Value, json};

use super::{Effect, Field, FieldKind, Group, NodeKind, Port, Ports, brief};
use crate::graph::{DEFAULT_PORT, TIMEOUT_PORT};
use crate::limits::{MAX_SIGNAL_NAME_CHARS, MAX_WAIT_MS};
use crate::problem::{Problem, join};
use crate::run::{APPROVAL_SIGNAL, CHILD_SIGNAL};

/// How long a step may wait for an answer.
pub(super) const SPAN: FieldKind = FieldKind::Number {
    min: 1.0,
    max: MAX_WAIT_MS as f64,
    step: 1_000.0,
    integer: true,
};

pub(super) static KIND: NodeKind = NodeKind {
    key: "wait_for_signal",
    title: "Wait for signal",
    description: "Pause until another system answers",
    help: "Pauses the run until a signal of this name is sent to it. The output is what the signal carries; one that came \
           earlier is used at once. A waiting run costs nothing and survives a restart.\n\nWhen the time is up, the run \
           leaves by `timeout` if an edge leads on from there; else the step fails.",
    icon: "radio",
    group: Group::Flow,
    ports: Ports::FromConfig(ports),
    effect: |_| Effect::Safe,
    fields: &[
        Field::new("name", "Signal", FieldKind::Text)
            .required()
            .placeholder("payment_received"),
        Field::new("timeoutMs", "At most", SPAN)
            .exposed()
            .help("Milliseconds; empty waits for ever. 1 hour is 3600000."),
    ],
    defaults: || Map::from_iter([("name".into(), json!("continue")), ("timeoutMs".into(), json!(86_400_000))]),
    check,
    summary: |config| brief::text(config, "name"),
    sample: |_| json!({}),
    ..NodeKind::BLANK
};

fn ports(_config: &Map<String, Value>) -> Vec<Port> {
    let received = Port {
        id: DEFAULT_PORT.into(),
        label: "received".into(),
    };
    vec![received, Port::named(TIMEOUT_PORT)]
}

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    let Some(name) = config.get("name").and_then(Value::as_str) else {
        return Vec::new();
    };
    let fits = name.chars().count() <= MAX_SIGNAL_NAME_CHARS
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    let (message, hint) = if !fits {
        let hint = format!("Use 1 to {MAX_SIGNAL_NAME_CHARS} letters, digits, `_`, `-` and `.`.");
        ("this is no name for a signal", hint)
    } else if name == APPROVAL_SIGNAL || name == CHILD_SIGNAL {
        ("Apex itself sends signals of this name", "Choose another one.".to_owned())
    } else {
        return Vec::new();
    };
    vec![Problem::error(join(pointer, "name"), "bad_signal_name", message).hint(hint)]
}
