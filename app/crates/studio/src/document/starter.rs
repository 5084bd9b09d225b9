//! A node fresh from the palette: it works at once.

use domain::catalogue::Catalogue;
use domain::graph::Node;

/// A node of that kind with its kind's defaults; none for an unknown kind or an id that breaks the rule.
pub(crate) fn new_node(kind: &str, id: &str) -> Option<Node> {
    let kind = Catalogue::builtin().get(kind)?;
    Some(Node {
        id: id.parse().ok()?,
        kind: kind.key.to_owned(),
        title: None,
        position: None,
        config: (kind.defaults)(),
        retry: None,
        timeout_ms: None,
        on_error: None,
        mock: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::{Edge, Position, Workflow, validate};

    #[test]
    fn every_kind_is_valid_as_it_comes_from_the_palette() {
        for kind in Catalogue::builtin().iter().filter(|kind| kind.has_input) {
            let mut workflow = Workflow::new("test");
            workflow.nodes = vec![new_node("start", "start").unwrap(), new_node(kind.key, "node").unwrap()];
            workflow.nodes[1].position = Some(Position { x: 1.0, y: 1.0 });
            workflow.edges = vec![Edge {
                from: "start".parse().unwrap(),
                from_port: None,
                to: "node".parse().unwrap(),
            }];
            let errors: Vec<_> = validate(&workflow, Catalogue::builtin())
                .into_iter()
                .filter(|problem| problem.is_error() && problem.code != "unknown_input")
                .collect();
            // a merge wants two sources, a switch an input: both depend on what is drawn, not on settings;
            // which workflow a step runs only its author knows
            let waits = ["merge", "switch", "sub_workflow"].contains(&kind.key);
            assert!(waits || errors.is_empty(), "{}: {errors:?}", kind.key);
        }
    }
}
