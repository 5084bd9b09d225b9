//! Small graphs for tests, written the short way.

use domain::graph::{Workflow, check_value, parse_value};
use domain::problem::Problem;
use serde_json::{Value, json};

/// A document with these nodes and edges.
pub(crate) fn document(nodes: &Value, edges: &Value) -> Value {
    json!({ "name": "A test", "nodes": nodes, "edges": edges })
}

/// A start, these nodes, and edges written as `a > b` or `a.port > b`.
pub(crate) fn started(nodes: &Value, edges: &[&str]) -> Value {
    let mut all = vec![json!({ "id": "start", "type": "start" })];
    all.extend(nodes.as_array().unwrap().iter().cloned());
    document(
        &Value::Array(all),
        &Value::Array(edges.iter().map(|edge| edge_of(edge)).collect()),
    )
}

fn edge_of(text: &str) -> Value {
    let (from, to) = text.split_once(" > ").unwrap();
    match from.split_once('.') {
        Some((from, port)) => json!({ "from": from, "fromPort": port, "to": to }),
        None => json!({ "from": from, "to": to }),
    }
}

pub(crate) fn log(id: &str) -> Value {
    json!({ "id": id, "type": "log", "config": { "message": "hello" } })
}

pub(crate) fn workflow(document: &Value) -> Workflow {
    parse_value(document).unwrap()
}

/// Everything found, as `severity path code`.
pub(crate) fn found(document: &Value) -> Vec<String> {
    check_value(document).problems.iter().map(line).collect()
}

pub(crate) fn line(problem: &Problem) -> String {
    let mark = if problem.is_error() { "" } else { "warning " };
    format!("{mark}{} {}", problem.path, problem.code)
}

/// Everything found, as people read it.
pub(crate) fn told(document: &Value) -> String {
    let problems = check_value(document).problems;
    problems
        .iter()
        .map(|problem| format!("{}\n  {}\n  {}\n", line(problem), problem.message, problem.hint))
        .collect()
}
