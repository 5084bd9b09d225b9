//! Edges that lead nowhere, to themselves, into a start, or twice the same way.

use std::collections::HashMap;

use super::view::{Link, View};
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    let mut seen = HashMap::with_capacity(view.edges.len());
    for (index, link) in view.edges.iter().enumerate() {
        check_ends(view, index, link, report);
        let edge = link.edge;
        if edge.from == edge.to {
            let message = format!("`{}` leads to itself", edge.from);
            report.push(
                Problem::error(view.edge_pointer(index), "self_loop", message)
                    .hint("To repeat steps, put them into the body of a For each."),
            );
        }
        check_start(view, index, link, report);
        if let Some(first) = seen.insert((&edge.from, edge.port(), &edge.to), index) {
            let message = format!(
                "the edge from `{}` to `{}` is there already (edge {})",
                edge.from,
                edge.to,
                first + 1
            );
            report.push(
                Problem::error(view.edge_pointer(index), "duplicate_edge", message).hint("Remove one of the two."),
            );
        }
    }
}

fn check_ends(view: &View<'_>, index: usize, link: &Link<'_>, report: &mut Report) {
    // the node may be one of those that could not be read
    if view.is_incomplete() {
        return;
    }
    let ends = [
        ("from", &link.edge.from, link.from, "comes from"),
        ("to", &link.edge.to, link.to, "leads to"),
    ];
    for (key, id, _, verb) in ends.into_iter().filter(|(_, _, found, _)| found.is_none()) {
        let path = format!("{}/{key}", view.edge_pointer(index));
        let message = format!("an edge {verb} `{id}`, but no node has this id");
        let hint = report.did_you_mean(id.as_str(), view.ids());
        report.push(Problem::error(path, "dangling_edge", message).hint(hint));
    }
}

fn check_start(view: &View<'_>, index: usize, link: &Link<'_>, report: &mut Report) {
    let kind = link.to.and_then(|target| view.nodes[target].kind);
    if let Some(kind) = kind.filter(|kind| !kind.has_input) {
        let message = format!(
            "an edge leads into `{}`, but nothing comes before {}",
            link.edge.to, kind.title
        );
        report.push(
            Problem::error(format!("{}/to", view.edge_pointer(index)), "edge_into_start", message)
                .hint("Turn the edge round, or remove it."),
        );
    }
}
