//! `approval`: asks a person, and goes on with their answer.

use serde_json::{Map, Value, json};

use super::wait_for_signal::SPAN;
use super::{Effect, Field, FieldKind, Group, NodeKind, Ports, brief, example};

pub(super) static KIND: NodeKind = NodeKind {
    key: "approval",
    title: "Approval",
    description: "Ask a person before going on",
    help: "Shows a question to people and pauses the run until one of them decides. It leaves by `approved` or \
           `rejected`; the output is `approved`, `answer` (what they filled in), `by`, `at` and `comment`.\n\nWhen \
           nobody has decided for a while, others can be asked too. When the time is up, the run leaves by `timeout` if \
           an edge leads on from there; else the step fails.",
    icon: "user-check",
    group: Group::Flow,
    ports: Ports::Named(&["approved", "rejected", "timeout"]),
    effect: |_| Effect::Safe,
    fields: &[
        Field::new("title", "Question", FieldKind::Template)
            .required()
            .exposed()
            .placeholder("Refund {{ inputs.amount }} to {{ inputs.customer }}?"),
        Field::new("message", "What to know", FieldKind::LongTemplate)
            .exposed()
            .help("What there is to know before deciding."),
        Field::new("assignees", "Who decides", FieldKind::Json)
            .exposed()
            .help("A list of e-mail addresses or roles; empty asks everybody who may."),
        Field::new("fields", "What they fill in", FieldKind::JsonSchema).help("A JSON Schema of the answer."),
        Field::new("timeoutMs", "At most", SPAN)
            .exposed()
            .help("Milliseconds; empty waits for ever. 1 day is 86400000."),
        Field::new("escalateAfterMs", "Ask others after", SPAN)
            .exposed()
            .help("Milliseconds without a decision."),
        Field::new("escalateTo", "Who they are", FieldKind::Json)
            .exposed()
            .help("A list of e-mail addresses or roles."),
    ],
    defaults: || Map::from_iter([("title".into(), json!("Go on?")), ("timeoutMs".into(), json!(86_400_000))]),
    summary: |config| brief::text(config, "title"),
    sample,
    mock_port: |output| {
        if output["approved"] == false {
            "rejected"
        } else {
            "approved"
        }
    },
    ..NodeKind::BLANK
};

fn sample(config: &Map<String, Value>) -> Value {
    let answer = config.get("fields").map(example::of).unwrap_or_default();
    json!({ "approved": true, "answer": answer, "by": "ada@example.com", "at": "2027-01-01T09:00:00Z", "comment": null })
}
