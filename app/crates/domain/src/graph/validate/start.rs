//! Where a run begins: a workflow has exactly one start, the body of a loop at least one step.

use super::view::View;
use crate::catalogue::Catalogue;
use crate::problem::Problem;
use crate::report::Report;
use crate::suggest::nearest;

pub(super) fn check(view: &View<'_>, catalogue: &Catalogue, report: &mut Report) {
    if view.is_body() {
        check_body(view, report);
    } else {
        check_workflow(view, catalogue, report);
    }
}

fn check_body(view: &View<'_>, report: &mut Report) {
    if view.nodes.is_empty() && !view.is_incomplete() {
        report.push(
            Problem::error(view.nodes_pointer(), "empty_body", "the body of the loop has no step")
                .hint("Add the step to do for each item; it reads the item as `item`."),
        );
    }
}

fn check_workflow(view: &View<'_>, catalogue: &Catalogue, report: &mut Report) {
    let mut starts = view
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, spot)| spot.kind.is_some_and(|kind| !kind.has_input));
    let Some((_, first)) = starts.next() else {
        if !view.is_incomplete() && !has_misspelt_start(view, catalogue) {
            report.push(
                Problem::error(view.nodes_pointer(), "missing_start", "the workflow has no start")
                    .hint("Add a Start, and lead an edge from it to the first step."),
            );
        }
        return;
    };
    for (index, spot) in starts {
        let message = format!("`{}` is a second start; `{}` is the first", spot.node.id, first.node.id);
        report.push(
            Problem::error(view.node_pointer(index), "several_starts", message)
                .hint("Keep one start: its edges may lead to several steps."),
        );
    }
}

/// A start whose type is misspelt is named as that already.
fn has_misspelt_start(view: &View<'_>, catalogue: &Catalogue) -> bool {
    view.nodes.iter().filter(|spot| spot.kind.is_none()).any(|spot| {
        let key = nearest(&spot.node.kind, catalogue.iter().map(|kind| kind.key));
        key.and_then(|key| catalogue.get(key))
            .is_some_and(|kind| !kind.has_input)
    })
}
