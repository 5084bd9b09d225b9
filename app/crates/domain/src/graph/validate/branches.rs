//! Steps that need more sources than lead to them.

use super::view::View;
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    if view.is_incomplete() {
        return;
    }
    for (index, spot) in view.nodes.iter().enumerate() {
        let Some(kind) = spot.kind else { continue };
        let needed = (kind.min_sources)(&spot.node.config);
        let there = view.incoming[index];
        // a step that nothing leads to is out of reach, which is said elsewhere; in a body it is a beginning
        if there as u64 >= needed || (there == 0 && !view.is_body()) {
            continue;
        }
        let message = format!("`{}` waits for {needed} branches, but {there} lead to it", spot.node.id);
        report.push(
            Problem::error(view.node_pointer(index), "too_few_sources", message)
                .hint("Lead more edges to it, or wait for fewer."),
        );
    }
}
