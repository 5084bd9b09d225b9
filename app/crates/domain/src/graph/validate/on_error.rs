//! Failures that are sent by the port `error` where no edge waits for them.

use super::view::View;
use crate::graph::{ERROR_PORT, OnError};
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    if view.is_incomplete() {
        return;
    }
    let mut has_edge = vec![false; view.nodes.len()];
    for link in view.edges.iter().filter(|link| link.edge.port() == ERROR_PORT) {
        if let Some(from) = link.from {
            has_edge[from] = true;
        }
    }
    let branching = |index: &usize| view.nodes[*index].node.on_error == Some(OnError::Branch) && !has_edge[*index];
    for index in (0..view.nodes.len()).filter(branching) {
        let id = &view.nodes[index].node.id;
        let message = format!("a failure of `{id}` leaves by `error`, but no edge leads on from there");
        report.push(
            Problem::warning(
                format!("{}/onError", view.node_pointer(index)),
                "branch_without_edge",
                message,
            )
            .hint("Lead an edge from its port `error`, or set `onError` to `continue`."),
        );
    }
}
