//! Edges that leave by a port which their node hasn't got.

use super::view::View;
use crate::catalogue::{NodeKind, Port};
use crate::graph::{COMPENSATE_PORT, ERROR_PORT, Node, OnError};
use crate::problem::Problem;
use crate::report::Report;
use crate::suggest::did_you_mean;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    let mut known: Vec<Option<Vec<Port>>> = view.nodes.iter().map(|_| None).collect();
    for (index, link) in view.edges.iter().enumerate() {
        let Some(from) = link.from else { continue };
        let (node, Some(kind)) = (view.nodes[from].node, view.nodes[from].kind) else {
            continue;
        };
        let ports = known[from].get_or_insert_with(|| kind.ports(&node.config));
        let port = link.edge.port();
        if ports.iter().any(|known| known.id == port) || port == COMPENSATE_PORT {
            continue;
        }
        // without the key the fault is that of the edge
        let key = if link.edge.from_port.is_some() { "/fromPort" } else { "" };
        let pointer = format!("{}{key}", view.edge_pointer(index));
        if port != ERROR_PORT {
            report.push(unknown(node, kind, ports, port, pointer));
        } else if node.on_error != Some(OnError::Branch) {
            let message = format!(
                "an edge leaves `{}` by `error`, but a failure of it doesn't go that way",
                node.id
            );
            report.push(
                Problem::error(pointer, "error_edge_without_branch", message).hint(format!(
                    "Set `onError` of `{}` to `branch`, or remove the edge.",
                    node.id
                )),
            );
        }
    }
}

fn unknown(node: &Node, kind: &NodeKind, ports: &[Port], port: &str, pointer: String) -> Problem {
    let shown: String = port.chars().take(80).collect();
    if ports.is_empty() {
        let message = format!("an edge leaves `{}`, but nothing follows {}", node.id, kind.title);
        return Problem::error(pointer, "unknown_port", message).hint("Remove the edge.");
    }
    let message = format!(
        "an edge leaves `{}` by the port `{shown}`, which {} hasn't got",
        node.id, kind.title
    );
    Problem::error(pointer, "unknown_port", message).hint(did_you_mean(port, ports.iter().map(|port| port.id.as_str())))
}
