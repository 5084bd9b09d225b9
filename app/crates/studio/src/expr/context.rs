//! The values that expressions of one node can see: from the last run where it knows them, else samples.

use std::collections::BTreeSet;

use domain::catalogue::Catalogue;
use domain::expr::{Scope, references_value, render_value};
use domain::graph::{Edge, Graph, Node, Workflow};
use domain::inputs::{InputType, input_specs};
use domain::run::{RunState, StepState, StepStatus};
use serde_json::{Map, Value, json};

use crate::document::card::body_field;
use crate::run::step::step_of;

/// What stands for a secret: its value is never in the browser.
const HIDDEN: &str = "••••••";

/// The last run, as far as expressions can see it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen<'a> {
    /// Its id.
    pub id: String,
    /// Its state.
    pub state: &'a RunState,
    /// What it was started with.
    pub inputs: &'a Value,
}

/// Everything that the node at `level` can name, as one object.
pub(crate) fn known(workflow: &Workflow, level: &[String], node: &str, run: Option<&Seen<'_>>) -> Value {
    let mut roots = Map::new();
    roots.insert("inputs".into(), inputs(workflow, run));
    roots.insert("steps".into(), Value::Object(Map::new()));
    roots.insert("run".into(), about_run(run));
    roots.insert("secrets".into(), secrets(workflow));
    let mut path: Vec<String> = Vec::new();
    let mut graph = workflow.graph();
    for owner in level {
        add_steps(&mut roots, &graph, &path, owner, run);
        let Some(body) = graph.nodes.iter().find(|node| node.id.as_str() == owner) else {
            return Value::Object(roots);
        };
        let item = first_item(body, &roots, &path, run);
        roots.insert("item".into(), item);
        roots.insert("index".into(), json!(0));
        graph = body_of(body).unwrap_or_default();
        path.push(owner.clone());
    }
    add_steps(&mut roots, &graph, &path, node, run);
    Value::Object(roots)
}

/// The graph inside a loop.
pub(crate) fn body_of(node: &Node) -> Option<Graph> {
    let field = body_field(Catalogue::builtin().get(&node.kind))?;
    serde_json::from_value(node.config.get(field)?.clone()).ok()
}

/// The outputs of all steps that come before `node`.
fn add_steps(roots: &mut Map<String, Value>, graph: &Graph, level: &[String], node: &str, run: Option<&Seen<'_>>) {
    let before = upstream(&graph.edges, node);
    let Some(Value::Object(steps)) = roots.get_mut("steps") else {
        return;
    };
    for source in graph.nodes.iter().filter(|node| before.contains(node.id.as_str())) {
        let step = run.and_then(|run| step_of(run.state, level, source.id.as_str()));
        steps.insert(source.id.to_string(), output(source, step.map(|(_, step)| step)));
    }
}

/// The ids of all nodes from which an edge leads to `node`, directly or by others.
pub(crate) fn upstream<'a>(edges: &'a [Edge], node: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![node.to_owned()];
    while let Some(at) = open.pop() {
        for edge in edges.iter().filter(|edge| edge.to.as_str() == at) {
            if found.insert(edge.from.as_str()) {
                open.push(edge.from.to_string());
            }
        }
    }
    found
}

/// The recorded output, else the mock value, else the sample of its kind.
fn output(node: &Node, step: Option<&StepState>) -> Value {
    if let Some(step) = step.filter(|step| step.status == StepStatus::Succeeded || !step.output.is_null()) {
        return step.output.clone();
    }
    if let Some(mock) = &node.mock {
        return mock.output.clone();
    }
    let kind = Catalogue::builtin().get(&node.kind);
    kind.map_or(Value::Null, |kind| (kind.sample)(&node.config))
}

fn inputs(workflow: &Workflow, run: Option<&Seen<'_>>) -> Value {
    let mut inputs = Map::new();
    for spec in input_specs(workflow) {
        inputs.insert(spec.name, spec.default.unwrap_or_else(|| blank(spec.kind)));
    }
    if let Some(Value::Object(given)) = run.map(|run| run.inputs) {
        inputs.extend(given.clone());
    }
    Value::Object(inputs)
}

/// The plainest value of a type.
pub(crate) fn blank(kind: InputType) -> Value {
    match kind {
        InputType::String | InputType::Text => json!(""),
        InputType::Number | InputType::Integer => json!(0),
        InputType::Boolean => json!(false),
        InputType::Object => json!({}),
        InputType::Array => json!([]),
        InputType::Any => Value::Null,
    }
}

fn about_run(run: Option<&Seen<'_>>) -> Value {
    let started = run.and_then(|run| run.state.started_at);
    json!({
        "id": run.map_or_else(|| "run_…".to_owned(), |run| run.id.clone()),
        "startedAt": started.map_or_else(|| "2026-01-01T00:00:00Z".to_owned(), |at| at.to_rfc3339()),
    })
}

/// The names of all secrets that the workflow mentions.
fn secrets(workflow: &Workflow) -> Value {
    let all = json!(workflow.nodes.iter().map(|node| &node.config).collect::<Vec<_>>());
    let names = references_value(&all)
        .into_iter()
        .filter(|reference| reference.root == "secrets")
        .filter_map(|reference| reference.path.into_iter().next());
    Value::Object(names.map(|name| (name, json!(HIDDEN))).collect())
}

/// What `item` was in the last run's first turn, else what the list gives now.
fn first_item(node: &Node, roots: &Map<String, Value>, level: &[String], run: Option<&Seen<'_>>) -> Value {
    let recorded = run
        .and_then(|run| step_of(run.state, level, node.id.as_str()))
        .and_then(|(_, step)| step.items.as_ref()?.first().cloned());
    if let Some(item) = recorded {
        return item;
    }
    let scope = Scope::from_value(Value::Object(roots.clone()));
    let list = match node.config.get("items") {
        Some(Value::String(text)) if !text.contains("{{") => domain::expr::eval_expression(text, &scope).ok(),
        Some(other) => render_value(other, &scope).ok(),
        None => None,
    };
    list.and_then(|list| list.as_array()?.first().cloned())
        .unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    fn workflow() -> Workflow {
        let text = r#"{"nodes": [
            {"id": "start", "type": "start", "config": {"inputs": [{"name": "url", "type": "string"}, {"name": "n", "type": "integer", "default": 7}]}},
            {"id": "fetch", "type": "http", "config": {"url": "{{ secrets.key }}"}, "mock": {"output": {"status": 201, "body": {"items": [{"t": "a"}]}}}},
            {"id": "each", "type": "for_each", "config": {"items": "steps.fetch.body.items", "body": {
                "nodes": [{"id": "one", "type": "log", "config": {"message": "x"}}, {"id": "two", "type": "log", "config": {"message": "y"}}],
                "edges": [{"from": "one", "to": "two"}]}}},
            {"id": "aside", "type": "log", "config": {"message": "z"}}
        ], "edges": [{"from": "start", "to": "fetch"}, {"from": "fetch", "to": "each"}, {"from": "start", "to": "aside"}]}"#;
        parse_text(text).unwrap()
    }

    #[test]
    fn a_node_sees_what_comes_before_it_and_nothing_else() {
        let known = known(&workflow(), &[], "each", None);
        assert_eq!(known["inputs"], json!({ "url": "", "n": 7 }));
        assert_eq!(
            known["steps"]["fetch"]["status"], 201,
            "the mock value speaks for the step"
        );
        assert!(known["steps"].get("aside").is_none());
        assert_eq!(known["secrets"], json!({ "key": HIDDEN }));
    }

    #[test]
    fn inside_a_loop_there_is_an_item_and_the_steps_outside() {
        let known = known(&workflow(), &["each".to_owned()], "two", None);
        assert_eq!(known["item"], json!({ "t": "a" }));
        assert_eq!(known["index"], 0);
        assert!(known["steps"].get("fetch").is_some() && known["steps"].get("one").is_some());
    }

    #[test]
    fn a_run_knows_better_than_samples() {
        use domain::run::{EventKind, RunEvent};
        let event = RunEvent {
            seq: 1,
            at: chrono::DateTime::from_timestamp(0, 0).unwrap(),
            kind: EventKind::StepSucceeded {
                step: "fetch".parse().unwrap(),
                attempt: 1,
                duration_ms: 1,
                output: json!({ "status": 204 }),
                port: "out".to_owned(),
            },
        };
        let state = RunState::from_events([&event]);
        let seen = Seen {
            id: "run_1".to_owned(),
            state: &state,
            inputs: &json!({ "url": "https://b.example" }),
        };
        let known = known(&workflow(), &[], "each", Some(&seen));
        assert_eq!(known["steps"]["fetch"], json!({ "status": 204 }));
        assert_eq!(known["inputs"]["url"], "https://b.example");
    }
}
