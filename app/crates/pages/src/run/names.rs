//! What steps are called: the title of their node, else the name of its kind. Nodes inside loops have names too.

use std::collections::HashMap;

use domain::catalogue::{Catalogue, FieldKind, NodeKind};
use domain::graph::{Graph, Node, Workflow};
use domain::run::StepPath;

/// How deep loops are followed.
const DEEPEST: usize = 8;

/// A node as the run page knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    /// What the card says.
    pub title: String,
    /// Its kind, if this version knows it.
    pub kind: Option<&'static str>,
    /// The name of its kind.
    pub kind_title: String,
    /// The symbol in the sprite.
    pub icon: &'static str,
    /// The group's `data-kind`.
    pub tone: &'static str,
}

/// All nodes of a workflow by their place: `each`, `each.fetch`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Names {
    nodes: HashMap<String, Named>,
    top: Vec<String>,
}

impl Names {
    /// Reads the document.
    pub(crate) fn of(workflow: &Workflow) -> Self {
        let mut names = Self {
            nodes: HashMap::new(),
            top: workflow.nodes.iter().map(|node| node.id.to_string()).collect(),
        };
        names.add("", &workflow.nodes, 0);
        names
    }

    /// The node that a step executes.
    pub(crate) fn get(&self, step: &StepPath) -> Option<&Named> {
        self.nodes.get(&place(step))
    }

    /// What a step is called; its node's id for a node that the document doesn't have.
    pub(crate) fn title(&self, step: &StepPath) -> String {
        self.get(step)
            .map_or_else(|| step.node().to_owned(), |named| named.title.clone())
    }

    /// The ids of the workflow's own nodes, in the author's order.
    pub(crate) fn top(&self) -> &[String] {
        &self.top
    }

    fn add(&mut self, prefix: &str, nodes: &[Node], depth: usize) {
        for node in nodes {
            let kind = Catalogue::builtin().get(&node.kind);
            let place = format!("{prefix}{}", node.id);
            if let (Some(body), true) = (body(node, kind), depth < DEEPEST) {
                self.add(&format!("{place}."), &body.nodes, depth + 1);
            }
            self.nodes.insert(place, named(node, kind));
        }
    }
}

fn named(node: &Node, kind: Option<&'static NodeKind>) -> Named {
    let own = node.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    let kind_title = kind.map_or_else(|| node.kind.clone(), |kind| kind.title.to_owned());
    Named {
        title: own.map_or_else(|| kind_title.clone(), str::to_owned),
        kind: kind.map(|kind| kind.key),
        kind_title,
        icon: kind.map_or("circle-help", |kind| kind.icon),
        tone: kind.map_or("flow", |kind| kind.group.tone()),
    }
}

/// The graph inside a node that does something again and again.
fn body(node: &Node, kind: Option<&NodeKind>) -> Option<Graph> {
    let field = kind?
        .fields
        .iter()
        .find(|field| matches!(field.kind, FieldKind::Body))?;
    serde_json::from_value(node.config.get(field.name)?.clone()).ok()
}

/// A step's path without the iterations: `each.2.fetch` lies at `each.fetch`.
fn place(step: &StepPath) -> String {
    let parts: Vec<&str> = step.as_str().split('.').step_by(2).collect();
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    #[test]
    fn nodes_in_loops_are_known_by_every_iteration() {
        let workflow = parse_text(
            r#"{"schema": "apex.workflow/v1", "name": "Test", "nodes": [
                {"id": "start", "type": "start"},
                {"id": "each", "type": "for_each", "title": "Read all", "config": {"items": "[]", "body": {
                    "nodes": [{"id": "get", "type": "http", "title": "Fetch one", "config": {"url": "x"}}], "edges": []}}}
            ], "edges": [{"from": "start", "to": "each"}]}"#,
        )
        .unwrap();
        let names = Names::of(&workflow);
        let title = |path: &str| names.title(&path.parse().unwrap());
        assert_eq!(title("each"), "Read all");
        assert_eq!(title("each.7.get"), "Fetch one");
        assert_eq!(title("start"), "Start");
        assert_eq!(title("gone"), "gone");
        assert_eq!(names.top(), ["start", "each"]);
    }
}
