//! The document itself: `schema`, `name`, `description`, `nodes`, `edges`; and a loop's body, which is `nodes` and
//! `edges` alone.

use std::collections::HashSet;

use serde_json::Value;

use super::object::Object;
use super::{Read, edge, node};
use crate::graph::{Edge, Graph, Node, NodeId, SCHEMA, Workflow};
use crate::limits::{MAX_DESCRIPTION_CHARS, MAX_EDGES, MAX_NAME_CHARS, MAX_NODES};
use crate::problem::{Problem, join};
use crate::report::Report;

/// What a workflow without a name is called.
const UNTITLED: &str = "Untitled workflow";

pub(super) fn read(value: &Value, report: &mut Report) -> Option<Read<Workflow>> {
    let known = ["schema", "name", "description", "nodes", "edges"];
    let mut object = Object::open(value, "", "a workflow", &known, report)?;
    check_schema(&mut object);
    let name = object
        .bounded_text("name", MAX_NAME_CHARS)
        .unwrap_or(UNTITLED)
        .to_owned();
    let description = object
        .bounded_text("description", MAX_DESCRIPTION_CHARS)
        .map(ToOwned::to_owned);
    let read = read_content(&mut object);
    let Graph { nodes, edges } = read.content;
    Some(Read {
        content: Workflow {
            schema: SCHEMA.into(),
            name,
            description,
            nodes,
            edges,
        },
        node_places: read.node_places,
        edge_places: read.edge_places,
        incomplete: read.incomplete,
    })
}

pub(super) fn read_body(value: &Value, pointer: &str, report: &mut Report) -> Option<Read<Graph>> {
    let mut object = Object::open(value, pointer, "a body", &["nodes", "edges"], report)?;
    Some(read_content(&mut object))
}

fn check_schema(object: &mut Object<'_, '_>) {
    if let Some(schema) = object.text("schema").filter(|schema| *schema != SCHEMA) {
        let shown: String = schema.chars().take(80).collect();
        let problem = Problem::error(
            object.at("schema"),
            "unknown_schema",
            format!("the format `{shown}` is not known"),
        )
        .hint(format!("This version of Apex reads `{SCHEMA}`."));
        object.report.push(problem);
    }
}

fn read_content(object: &mut Object<'_, '_>) -> Read<Graph> {
    let mut read = Read {
        content: Graph::default(),
        node_places: Vec::new(),
        edge_places: Vec::new(),
        incomplete: false,
    };
    match list(object, "nodes", MAX_NODES, "too_many_nodes") {
        Some(values) => read_nodes(values, &join(object.pointer, "nodes"), &mut read, object.report),
        None => read.incomplete = true,
    }
    match list(object, "edges", MAX_EDGES, "too_many_edges") {
        Some(values) => read_edges(values, &join(object.pointer, "edges"), &mut read, object.report),
        None => read.incomplete = true,
    }
    read
}

/// A list that has to be there, no longer than `max`; a longer one isn't even looked at.
fn list<'a>(object: &mut Object<'a, '_>, key: &str, max: usize, code: &str) -> Option<&'a [Value]> {
    let value = object.require(key)?;
    let Some(items) = value.as_array() else {
        object.wrong_type(key, "a list", value);
        return None;
    };
    if items.len() > max {
        let message = format!("{} {key} are too many; {max} are allowed", items.len());
        let problem = Problem::error(object.at(key), code, message).hint("Split the workflow into several.");
        object.report.push(problem);
        return None;
    }
    Some(items)
}

fn read_nodes(values: &[Value], pointer: &str, read: &mut Read<Graph>, report: &mut Report) {
    let mut seen: HashSet<NodeId> = HashSet::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let pointer = join(pointer, place);
        match node::read(value, &pointer, report) {
            Some(node) if seen.insert(node.id.clone()) => keep_node(node, place, read),
            Some(node) => report.push(duplicate(&node, &pointer)),
            None => read.incomplete = true,
        }
    }
}

fn keep_node(node: Node, place: usize, read: &mut Read<Graph>) {
    read.content.nodes.push(node);
    read.node_places.push(place);
}

fn duplicate(node: &Node, pointer: &str) -> Problem {
    let message = format!("another node before this one has the id `{}` already", node.id);
    Problem::error(join(pointer, "id"), "duplicate_node_id", message).hint("Give each node an id of its own.")
}

fn read_edges(values: &[Value], pointer: &str, read: &mut Read<Graph>, report: &mut Report) {
    for (place, value) in values.iter().enumerate() {
        match edge::read(value, &join(pointer, place), report) {
            Some(edge) => keep_edge(edge, place, read),
            None => read.incomplete = true,
        }
    }
}

fn keep_edge(edge: Edge, place: usize, read: &mut Read<Graph>) {
    read.content.edges.push(edge);
    read.edge_places.push(place);
}
