//! Which way the run went.

use domain::run::{RunState, StepStatus};
use flow::{EdgeKey, EdgeState};

use super::step::step_of;
use crate::document::CardDoc;

/// How every edge of a level is drawn.
pub(crate) fn edge_states(doc: &CardDoc, level: &[String], run: Option<&RunState>) -> Vec<(EdgeKey, EdgeState)> {
    doc.edges()
        .map(|(key, _)| (key.clone(), run.map_or(EdgeState::Idle, |run| state(key, level, run))))
        .collect()
}

fn state(key: &EdgeKey, level: &[String], run: &RunState) -> EdgeState {
    let Some((_, from)) = step_of(run, level, &key.from) else {
        return EdgeState::Idle;
    };
    let taken = from.port.as_deref() == Some(&*key.from_port);
    let to = step_of(run, level, &key.to).map(|(_, step)| step.status);
    match from.status {
        StepStatus::Skipped => EdgeState::Skipped,
        StepStatus::Succeeded | StepStatus::Failed if !taken => EdgeState::Skipped,
        StepStatus::Succeeded | StepStatus::Failed => match to {
            Some(StepStatus::Running | StepStatus::Waiting) => EdgeState::Active,
            Some(
                StepStatus::Queued
                | StepStatus::Succeeded
                | StepStatus::Failed
                | StepStatus::Skipped
                | StepStatus::Cancelled,
            )
            | None => EdgeState::Done,
        },
        StepStatus::Queued | StepStatus::Running | StepStatus::Waiting | StepStatus::Cancelled => EdgeState::Idle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::convert::to_doc;
    use domain::graph::parse_text;
    use domain::run::StepState;

    #[test]
    fn the_way_taken_is_done_the_other_one_skipped_and_the_present_one_active() {
        let text = r#"{"nodes": [
            {"id": "if", "type": "condition", "position": {"x": 0, "y": 0}, "config": {"if": "true"}},
            {"id": "yes", "type": "log", "position": {"x": 1, "y": 0}},
            {"id": "no", "type": "log", "position": {"x": 1, "y": 9}},
            {"id": "next", "type": "log", "position": {"x": 2, "y": 0}}
        ], "edges": [{"from": "if", "fromPort": "true", "to": "yes"}, {"from": "if", "fromPort": "false", "to": "no"}, {"from": "yes", "to": "next"}]}"#;
        let workflow = parse_text(text).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        let mut run = RunState::default();
        let step = |status, port: Option<&str>| StepState {
            status,
            port: port.map(str::to_owned),
            ..StepState::default()
        };
        run.steps
            .insert("if".parse().unwrap(), step(StepStatus::Succeeded, Some("true")));
        run.steps
            .insert("yes".parse().unwrap(), step(StepStatus::Running, None));
        let states: Vec<_> = edge_states(&doc, &[], Some(&run))
            .into_iter()
            .map(|(_, state)| state)
            .collect();
        assert_eq!(states, [EdgeState::Active, EdgeState::Skipped, EdgeState::Idle]);
        assert!(
            edge_states(&doc, &[], None)
                .iter()
                .all(|(_, state)| *state == EdgeState::Idle)
        );
    }
}
