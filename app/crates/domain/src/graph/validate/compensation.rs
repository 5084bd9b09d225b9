//! Steps that undo another one stand apart: nothing else leads to them, and each of them undoes one step only.

use super::view::View;
use crate::graph::COMPENSATE_PORT;
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    let is_undoing = |index: &usize| view.edges[*index].edge.port() == COMPENSATE_PORT;
    let undoing: Vec<usize> = (0..view.edges.len()).filter(is_undoing).collect();
    if undoing.is_empty() {
        return;
    }
    if view.is_body() {
        for index in undoing {
            let message = "a step in a loop can't be undone on its own";
            report.push(
                Problem::error(view.edge_pointer(index), "compensation_in_loop", message)
                    .hint("Lead the edge from the loop itself, and let the step undo all its results."),
            );
        }
        return;
    }
    let owners = owners(view, &undoing);
    for (index, link) in view.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (link.from, link.to) else {
            continue;
        };
        let fits = if is_undoing(&index) {
            owners[from].is_none() && owners[to] == Some(from)
        } else {
            owners[to].is_none() || owners[from] == owners[to]
        };
        if !fits {
            let message = format!("`{}` undoes a step, and something else leads to it", link.edge.to);
            report.push(
                Problem::error(view.edge_pointer(index), "compensation_mixed", message)
                    .hint("Give every step that is undone steps of its own for it."),
            );
        }
    }
}

/// For each step that is reached by an edge `compensate`, the first step that it undoes.
fn owners(view: &View<'_>, undoing: &[usize]) -> Vec<Option<usize>> {
    let mut owners = vec![None; view.nodes.len()];
    for link in undoing.iter().map(|index| &view.edges[*index]) {
        let mut open: Vec<usize> = link.to.into_iter().collect();
        while let Some(node) = open.pop() {
            if owners[node].is_none() {
                owners[node] = link.from;
                open.extend(&view.targets[node]);
            }
        }
    }
    owners
}
