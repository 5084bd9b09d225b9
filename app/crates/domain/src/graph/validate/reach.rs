//! Steps that no way leads to.

use super::view::View;
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, circles: &[Vec<usize>], report: &mut Report) {
    // a body begins wherever no edge leads to; only circles are out of reach, and they are named already
    if view.is_body() || view.is_incomplete() {
        return;
    }
    let starts = (0..view.nodes.len()).filter(|node| view.nodes[*node].kind.is_some_and(|kind| !kind.has_input));
    let mut open: Vec<usize> = starts.collect();
    if open.is_empty() {
        return;
    }
    // what a circle keeps from being reached is the circle's fault
    open.extend(circles.iter().flatten());
    let mut reached = vec![false; view.nodes.len()];
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            open.extend(&view.targets[node]);
        }
    }
    for (index, spot) in view.nodes.iter().enumerate().filter(|(index, _)| !reached[*index]) {
        let message = format!("no way leads from the start to `{}`, so it never runs", spot.node.id);
        report.push(
            Problem::error(view.node_pointer(index), "unreachable_node", message)
                .hint("Lead an edge to it, or remove it."),
        );
    }
}
