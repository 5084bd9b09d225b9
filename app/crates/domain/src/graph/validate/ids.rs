//! Ids used twice, in workflows that weren't read from a document (reading one names them already).

use super::view::View;
use crate::problem::Problem;
use crate::report::Report;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    for (index, spot) in view.nodes.iter().enumerate() {
        let id = &spot.node.id;
        if view.find(id.as_str()) != Some(index) {
            let message = format!("another node before this one has the id `{id}` already");
            report.push(
                Problem::error(format!("{}/id", view.node_pointer(index)), "duplicate_node_id", message)
                    .hint("Give each node an id of its own."),
            );
        }
    }
}
