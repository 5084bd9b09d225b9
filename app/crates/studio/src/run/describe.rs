//! Statuses and names of a run in the words of the design system.

use domain::graph::Graph;
use domain::run::{RunState, RunStatus, StepStatus};
use ui::Status;

use crate::document::card::title;
use crate::expr::context::body_of;
use crate::run::step::place_of;

/// The pill of a run.
pub(crate) const fn run_status(status: RunStatus) -> Status {
    match status {
        RunStatus::Queued => Status::Queued,
        RunStatus::Running => Status::Running,
        RunStatus::Waiting => Status::Waiting,
        RunStatus::Succeeded => Status::Succeeded,
        RunStatus::Failed => Status::Failed,
        RunStatus::Cancelled => Status::Cancelled,
        RunStatus::Dead => Status::Dead,
    }
}

/// The glyph of a step.
pub(crate) const fn step_status(status: StepStatus) -> Status {
    match status {
        StepStatus::Queued => Status::Queued,
        StepStatus::Running => Status::Running,
        StepStatus::Waiting => Status::Waiting,
        StepStatus::Succeeded => Status::Succeeded,
        StepStatus::Failed => Status::Failed,
        StepStatus::Skipped => Status::Skipped,
        StepStatus::Cancelled => Status::Cancelled,
    }
}

/// What the node of a step is called in the document that ran.
pub(crate) fn name_of(graph: &Graph, path: &str) -> String {
    let mut parts = path.splitn(3, '.');
    let first = parts.next().unwrap_or_default();
    let Some(inner) = parts.nth(1) else {
        return named(graph, first);
    };
    let owner = graph.nodes.iter().find(|node| node.id.as_str() == first);
    match owner.and_then(body_of) {
        Some(body) => name_of(&body, inner),
        None => place_of(inner).1,
    }
}

fn named(graph: &Graph, id: &str) -> String {
    let node = graph.nodes.iter().find(|node| node.id.as_str() == id);
    node.map_or_else(
        || id.to_owned(),
        |node| title(node, domain::catalogue::Catalogue::builtin().get(&node.kind)),
    )
}

/// How long the run took, or runs by `now` (milliseconds since 1970).
pub(crate) fn elapsed_ms(run: &RunState, now: Option<i64>) -> u64 {
    let Some(begin) = run.started_at.or(run.queued_at) else {
        return 0;
    };
    let end = run.finished_at.map(|at| at.timestamp_millis()).or(now);
    let last = || run.steps.values().filter_map(|step| step.finished_at).max();
    let end = end.or_else(|| last().map(|at| at.timestamp_millis()));
    end.map_or(0, |end| u64::try_from(end - begin.timestamp_millis()).unwrap_or(0))
}

/// `run_01k9…4f2a`.
pub(crate) fn short_id(id: &str) -> String {
    match (id.get(..8), id.len().checked_sub(4).and_then(|at| id.get(at..))) {
        (Some(head), Some(tail)) if id.len() > 14 => format!("{head}…{tail}"),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::parse_text;

    #[test]
    fn steps_are_called_like_their_nodes_in_loops_too() {
        let text = r#"{"nodes": [
            {"id": "a", "type": "http", "title": "Fetch"},
            {"id": "each", "type": "for_each", "config": {"items": "[]", "body": {"nodes": [
                {"id": "in", "type": "log", "title": "Inner"},
                {"id": "deep", "type": "for_each", "config": {"items": "[]", "body": {"nodes": [{"id": "x", "type": "log", "title": "Deepest"}], "edges": []}}}
            ], "edges": []}}}
        ], "edges": []}"#;
        let graph = parse_text(text).unwrap().graph();
        assert_eq!(name_of(&graph, "a"), "Fetch");
        assert_eq!(name_of(&graph, "each"), "For each");
        assert_eq!(name_of(&graph, "each.4.in"), "Inner");
        assert_eq!(name_of(&graph, "each.4.deep.0.x"), "Deepest");
        assert_eq!(name_of(&graph, "gone"), "gone");
    }

    #[test]
    fn ids_are_shortened_in_the_middle() {
        assert_eq!(short_id("run_01k9v3m8q2e7h4t6w5x1z0c4f2a"), "run_01k9…4f2a");
        assert_eq!(short_id("run_1"), "run_1");
    }
}
