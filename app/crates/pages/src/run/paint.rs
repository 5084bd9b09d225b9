//! How the nodes and edges of a graph did in a run.

use std::sync::Arc;

use domain::run::{RunState, StepPath, StepState, StepStatus};
use flow::{Doc, EdgeKey, EdgeState, FlowEdge, FlowNode, NodeError, NodeId, NodeState, NodeStatus, Progress};
use ui::duration;

use crate::cards::CardDoc;
use crate::sentence::plain;

/// The same document with its states.
pub(super) fn painted(doc: &CardDoc, run: &RunState) -> CardDoc {
    let nodes = doc.nodes().map(|node| FlowNode {
        state: node_state(&node.id, run),
        ..FlowNode::clone(node)
    });
    let edges = edge_states(doc, run)
        .into_iter()
        .map(|(key, state)| FlowEdge { key, state });
    Doc::new(nodes.collect::<Vec<_>>(), edges)
}

/// Every node's state.
pub(super) fn node_states(doc: &CardDoc, run: &RunState) -> Vec<(NodeId, NodeState)> {
    doc.nodes()
        .map(|node| (node.id.clone(), node_state(&node.id, run)))
        .collect()
}

/// Every edge's state.
pub(super) fn edge_states(doc: &CardDoc, run: &RunState) -> Vec<(EdgeKey, EdgeState)> {
    doc.edges()
        .map(|(key, _)| (key.clone(), edge_state(key, run)))
        .collect()
}

fn node_state(id: &str, run: &RunState) -> NodeState {
    let Some(step) = step(id, run) else {
        return NodeState::default();
    };
    let meta = step
        .duration_ms()
        .filter(|_| step.status != StepStatus::Skipped)
        .map(|took| Arc::from(duration(took)));
    NodeState {
        status: status(step.status),
        meta,
        progress: progress(id, step, run),
        error: fault(step),
        ..NodeState::default()
    }
}

fn edge_state(key: &EdgeKey, run: &RunState) -> EdgeState {
    let (from, to) = (step(&key.from, run), step(&key.to, run));
    let Some(port) = from.and_then(|from| from.port.as_deref()) else {
        let skipped = from.is_some_and(|from| from.status == StepStatus::Skipped);
        return if skipped { EdgeState::Skipped } else { EdgeState::Idle };
    };
    let busy = to.is_some_and(|to| matches!(to.status, StepStatus::Running | StepStatus::Waiting));
    match (port == &*key.from_port, busy) {
        (false, _) => EdgeState::Skipped,
        (true, true) => EdgeState::Active,
        (true, false) => EdgeState::Done,
    }
}

fn step<'a>(id: &str, run: &'a RunState) -> Option<&'a StepState> {
    run.steps.get(&id.parse::<StepPath>().ok()?)
}

const fn status(status: StepStatus) -> NodeStatus {
    match status {
        StepStatus::Queued => NodeStatus::Queued,
        StepStatus::Running => NodeStatus::Running,
        StepStatus::Waiting => NodeStatus::Waiting,
        StepStatus::Succeeded => NodeStatus::Succeeded,
        StepStatus::Failed => NodeStatus::Failed,
        StepStatus::Skipped => NodeStatus::Skipped,
        StepStatus::Cancelled => NodeStatus::Cancelled,
    }
}

/// How many of a loop's items have begun, while it goes on.
fn progress(id: &str, step: &StepState, run: &RunState) -> Option<Progress> {
    let total = step.items.as_ref()?.len();
    if step.status.is_final() {
        return None;
    }
    let begun = |index: &usize| {
        let prefix = format!("{id}.{index}.");
        let mut inside = run
            .steps
            .iter()
            .filter(|(path, _)| path.as_str().starts_with(&prefix))
            .peekable();
        inside.peek().is_some() && inside.all(|(_, step)| step.status.is_final())
    };
    let done = (0..total).filter(begun).count();
    Some(Progress {
        done: u32::try_from(done).unwrap_or(u32::MAX),
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

fn fault(step: &StepState) -> Option<NodeError> {
    let error = step.error.as_ref().filter(|_| step.status == StepStatus::Failed)?;
    let head = match step.attempts {
        0 | 1 => "Failed.".to_owned(),
        attempts => format!("Failed after {attempts} attempts."),
    };
    Some(NodeError {
        head: head.into(),
        text: plain(&error.message).into(),
        actions: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::document;
    use crate::run::journal::Journal;
    use domain::graph::parse_text;

    fn doc() -> CardDoc {
        let text = r#"{"schema": "apex.workflow/v1", "name": "Test", "nodes": [
            {"id": "start", "type": "start"},
            {"id": "fetch", "type": "http", "config": {"url": "x"}},
            {"id": "other", "type": "log", "config": {"message": "x"}}
        ], "edges": [{"from": "start", "to": "fetch"}, {"from": "fetch", "fromPort": "error", "to": "other"}]}"#;
        document(&parse_text(text).unwrap())
    }

    #[test]
    fn the_way_that_was_taken_is_told_from_the_others() {
        let run = Journal::started()
            .succeeds(1, "start", 1)
            .succeeds(2, "fetch", 1)
            .skips(3, "other")
            .state();
        let states: Vec<_> = edge_states(&doc(), &run).into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, [EdgeState::Done, EdgeState::Skipped]);
    }

    #[test]
    fn a_step_under_way_draws_its_edge_active() {
        let run = Journal::started().succeeds(1, "start", 1).begins(2, "fetch", 1).state();
        let states: Vec<_> = edge_states(&doc(), &run).into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, [EdgeState::Active, EdgeState::Idle]);
    }

    #[test]
    fn a_failed_node_says_after_how_many_attempts() {
        let run = Journal::started()
            .begins(1, "fetch", 1)
            .retries(2, "fetch", 1, 3)
            .begins(3, "fetch", 2)
            .fails(4, "fetch", 2)
            .state();
        let painted = painted(&doc(), &run);
        let fetch = painted.node("fetch").unwrap();
        assert_eq!(fetch.state.status, NodeStatus::Failed);
        assert_eq!(&*fetch.state.error.as_ref().unwrap().head, "Failed after 2 attempts.");
        assert_eq!(painted.node("start").unwrap().state, NodeState::default());
    }
}
