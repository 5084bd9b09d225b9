//! Types that nobody knows, kinds that have no place in a loop, kinds that exist in mock mode only.

use super::view::View;
use crate::catalogue::Catalogue;
use crate::problem::Problem;
use crate::report::Report;
use crate::suggest::did_you_mean;

pub(super) fn check(view: &View<'_>, catalogue: &Catalogue, report: &mut Report) {
    for (index, spot) in view.nodes.iter().enumerate() {
        let pointer = || format!("{}/type", view.node_pointer(index));
        let id = &spot.node.id;
        let Some(kind) = spot.kind else {
            report.push(unknown(id.as_str(), &spot.node.kind, pointer(), catalogue));
            continue;
        };
        if view.is_body() && kind.top_only {
            let message = format!("`{id}`: {} has no place in the body of a loop", kind.title);
            report.push(Problem::error(pointer(), "not_in_loop", message).hint("Move it out of the loop."));
        }
        if kind.mock_only {
            let message = format!("`{id}`: {} answers in mock runs only, for now", kind.title);
            report.push(Problem::warning(pointer(), "mock_only", message).hint("Run it in mock mode."));
        }
    }
}

fn unknown(id: &str, key: &str, pointer: String, catalogue: &Catalogue) -> Problem {
    let shown: String = key.chars().take(80).collect();
    Problem::error(
        pointer,
        "unknown_node_type",
        format!("`{id}` has the type `{shown}`, which Apex doesn't know"),
    )
    .hint(did_you_mean(key, catalogue.iter().map(|kind| kind.key)))
}
