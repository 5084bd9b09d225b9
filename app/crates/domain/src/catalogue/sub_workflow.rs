//! `sub_workflow`: runs another workflow as one step.

use serde_json::{Map, Value, json};

use super::{Effect, Field, FieldKind, Group, NodeKind, brief};
use crate::id::WorkflowId;
use crate::problem::{Problem, join};

pub(super) static KIND: NodeKind = NodeKind {
    key: "sub_workflow",
    title: "Sub-workflow",
    description: "Run another workflow as a step",
    help: "Starts another workflow of the organisation and waits for its end; the output is that workflow's output. It \
           runs the version that is the newest when the step begins, or the one you name.\n\nWhen it fails, the step \
           fails with its error; when this run ends early, it is cancelled. A step that doesn't wait has the output \
           `runId`, and the other run is on its own.",
    icon: "workflow",
    group: Group::Flow,
    effect: |_| Effect::Idempotent,
    fields: &[
        Field::new("workflow", "Workflow", FieldKind::Template)
            .required()
            .exposed()
            .names_workflow()
            .placeholder("wf_01k9v3e8s5e7cs0w3f6c1v9b4a"),
        Field::new("version", "Version", FieldKind::Json)
            .exposed()
            .help("A number, or `latest`: the newest when the step begins."),
        Field::new("inputs", "Inputs", FieldKind::Json)
            .exposed()
            .help("An object, by the names that the other workflow declares."),
        Field::new("wait", "Wait for its end", FieldKind::Switch),
    ],
    defaults: || Map::from_iter([("workflow".into(), json!("")), ("inputs".into(), json!({})), ("wait".into(), json!(true))]),
    check,
    summary,
    sample: |_| json!({}),
    ..NodeKind::BLANK
};

fn summary(config: &Map<String, Value>) -> String {
    match brief::text(config, "workflow") {
        none if none.is_empty() => "Choose a workflow".into(),
        id => id,
    }
}

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let is_template = |text: &str| text.contains("{{") || text.contains("{%");
    if let Some(id) = config.get("workflow").and_then(Value::as_str).map(str::trim)
        && !id.is_empty()
        && !is_template(id)
        && id.parse::<WorkflowId>().is_err()
    {
        let message = format!("`{}` is no id of a workflow", brief::line(id));
        problems.push(
            Problem::error(join(pointer, "workflow"), "malformed_id", message)
                .hint("It begins with `wf_`; the address of the workflow's page has it."),
        );
    }
    let fits = match config.get("version") {
        None | Some(Value::Null) => true,
        Some(Value::Number(number)) => number.as_u64().is_some_and(|number| number > 0),
        Some(Value::String(text)) => text.is_empty() || text == "latest" || is_template(text),
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => false,
    };
    if !fits {
        problems.push(
            Problem::error(join(pointer, "version"), "out_of_range", "`version` is a number from 1, or `latest`")
                .hint("Leave it out to run the newest version."),
        );
    }
    if config.get("inputs").is_some_and(|inputs| !inputs.is_object() && !inputs.is_null() && !inputs.is_string()) {
        problems.push(Problem::error(join(pointer, "inputs"), "wrong_type", "`inputs` is an object"));
    }
    problems
}
