//! The status rings of the cards.

use domain::run::{RunState, StepError, StepState, StepStatus};
use flow::{NodeAction, NodeError, NodeState, NodeStatus, Progress};

use super::step::step_of;
use crate::document::CardDoc;
use crate::expr::context::body_of;
use crate::problem::{Located, plain, sentence};

/// The action below a failed card that opens its error in the drawer.
pub(crate) const SHOW_DETAILS: &str = "details";

/// How every card of a level is doing: by the run, and where that is silent, by its problems.
pub(crate) fn node_states(
    doc: &CardDoc,
    level: &[String],
    run: Option<&RunState>,
    problems: &[Located],
) -> Vec<(flow::NodeId, NodeState)> {
    let over = run.is_none_or(|run| run.status.is_final());
    let state = |card: &crate::document::Card| {
        let problems: Vec<_> = problems
            .iter()
            .filter(|located| located.problem.is_error() && located.is_at(level, &card.id))
            .map(|located| plain(&located.problem.message).into())
            .collect();
        let step = run.and_then(|run| Some((run, step_of(run, level, &card.id)?.1)));
        match step {
            // a card that was changed into a faulty one shows its fault, not an old success
            Some((run, step)) if problems.is_empty() || !over => NodeState {
                problems,
                ..of_step(step, run, level, card)
            },
            Some(_) | None => NodeState {
                problems,
                ..NodeState::default()
            },
        }
    };
    doc.nodes().map(|card| (card.id.clone(), state(card))).collect()
}

fn of_step(step: &StepState, run: &RunState, level: &[String], card: &crate::document::Card) -> NodeState {
    let failed = step.status == StepStatus::Failed;
    NodeState {
        status: status(step.status),
        meta: meta(step),
        progress: progress(step, run, level, card),
        error: step.error.as_ref().filter(|_| failed).map(|error| fault(step, error)),
        ..NodeState::default()
    }
}

/// The status in the canvas' own words.
pub(crate) const fn status(status: StepStatus) -> NodeStatus {
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

fn meta(step: &StepState) -> Option<std::sync::Arc<str>> {
    match step.status {
        StepStatus::Succeeded | StepStatus::Failed => step.duration_ms().map(|ms| ui::duration(ms).into()),
        StepStatus::Waiting if step.error.is_some() => {
            Some(format!("Attempt {} failed, trying again", step.attempts).into())
        }
        StepStatus::Running if step.attempts > 1 => Some(format!("Attempt {}", step.attempts).into()),
        StepStatus::Queued
        | StepStatus::Running
        | StepStatus::Waiting
        | StepStatus::Skipped
        | StepStatus::Cancelled => None,
    }
}

/// How many turns of a loop are through, while it runs.
fn progress(step: &StepState, run: &RunState, level: &[String], card: &crate::document::Card) -> Option<Progress> {
    let total = step.items.as_ref()?.len();
    if step.status.is_final() {
        return None;
    }
    let steps = body_of(&card.data)?.nodes.len();
    let inner: Vec<String> = level.iter().cloned().chain([card.id.to_string()]).collect();
    let done = turns_done(run, &inner, steps);
    Some(Progress {
        done: u32::try_from(done).unwrap_or(u32::MAX),
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

/// The turns in which every step of the body has ended.
pub(crate) fn turns_done(run: &RunState, level: &[String], steps: usize) -> usize {
    let mut ended: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (path, step) in &run.steps {
        let Some((turn, _node)) = path.as_str().rsplit_once('.') else {
            continue;
        };
        let names = path.as_str().split('.').step_by(2);
        let here =
            names.clone().count() == level.len() + 1 && names.take(level.len()).eq(level.iter().map(String::as_str));
        if here && step.status.is_final() {
            *ended.entry(turn).or_default() += 1;
        }
    }
    ended.values().filter(|count| **count >= steps.max(1)).count()
}

fn fault(step: &StepState, error: &StepError) -> NodeError {
    let code = error
        .details
        .as_ref()
        .and_then(|details| details.get("status")?.as_u64());
    let what = code.map_or_else(|| "Failed".to_owned(), |code| code.to_string());
    let head = if step.attempts > 1 {
        format!("{what} after {} attempts.", step.attempts)
    } else if code.is_some() {
        format!("Answered {what}.")
    } else {
        "Failed.".to_owned()
    };
    let mut text = plain(&sentence(&error.message));
    if step.port.is_some() {
        text.push_str(" The run goes on.");
    }
    NodeError {
        head: head.into(),
        text: text.into(),
        actions: vec![NodeAction {
            id: SHOW_DETAILS.into(),
            label: "Show details".into(),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::convert::to_doc;
    use crate::problem::locate_all;
    use chrono::{DateTime, Utc};
    use domain::graph::parse_text;
    use domain::problem::Problem;
    use domain::run::{ErrorClass, EventKind, RunEvent};

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_763_640_000_000 + ms).unwrap()
    }

    fn run(events: Vec<(i64, EventKind)>) -> RunState {
        let events: Vec<RunEvent> = events
            .into_iter()
            .enumerate()
            .map(|(index, (ms, kind))| RunEvent {
                seq: index as i64 + 1,
                at: at(ms),
                kind,
            })
            .collect();
        RunState::from_events(&events)
    }

    fn doc() -> (domain::graph::Workflow, CardDoc) {
        let text = r#"{"nodes": [{"id": "a", "type": "http", "position": {"x": 0, "y": 0}, "config": {"url": "https://x.example"}}], "edges": []}"#;
        let workflow = parse_text(text).unwrap();
        let doc = to_doc(&workflow.nodes, &workflow.edges);
        (workflow, doc)
    }

    #[test]
    fn a_failed_step_says_what_happened_and_after_how_many_attempts() {
        let error = StepError::new(ErrorClass::Upstream, "http_status", "The server answered 503.")
            .details(serde_json::json!({ "status": 503 }));
        let failed = EventKind::StepFailed {
            step: "a".parse().unwrap(),
            attempt: 3,
            duration_ms: 5,
            error,
            port: None,
        };
        let (_, doc) = doc();
        let states = node_states(
            &doc,
            &[],
            Some(&run(vec![(0, EventKind::RunStarted), (5, failed)])),
            &[],
        );
        let error = states[0].1.error.clone().unwrap();
        assert_eq!(&*error.head, "503 after 3 attempts.");
        assert_eq!(states[0].1.status, NodeStatus::Failed);
    }

    #[test]
    fn a_fault_shows_once_the_run_is_over() {
        let (workflow, doc) = doc();
        let problems = locate_all(
            &workflow,
            vec![Problem::error("/nodes/0/config/url", "bad_url", "no address")],
        );
        let done = EventKind::StepSucceeded {
            step: "a".parse().unwrap(),
            attempt: 1,
            duration_ms: 4,
            output: serde_json::Value::Null,
            port: "out".to_owned(),
        };
        let live = run(vec![(0, EventKind::RunStarted), (4, done.clone())]);
        assert_eq!(
            node_states(&doc, &[], Some(&live), &problems)[0].1.status,
            NodeStatus::Succeeded
        );
        let end = EventKind::RunFinished {
            status: domain::run::RunStatus::Succeeded,
            output: serde_json::Value::Null,
            error: None,
        };
        let over = run(vec![(0, EventKind::RunStarted), (4, done), (5, end)]);
        let state = node_states(&doc, &[], Some(&over), &problems).remove(0).1;
        assert_eq!((state.status, state.problems.len()), (NodeStatus::Idle, 1));
    }

    #[test]
    fn a_turn_is_through_when_all_its_steps_are() {
        let mut state = RunState::default();
        for (path, status) in [
            ("each", StepStatus::Running),
            ("each.0.x", StepStatus::Succeeded),
            ("each.0.y", StepStatus::Skipped),
            ("each.1.x", StepStatus::Succeeded),
        ] {
            let step = StepState {
                status,
                ..StepState::default()
            };
            state.steps.insert(path.parse().unwrap(), step);
        }
        assert_eq!(turns_done(&state, &["each".to_owned()], 2), 1);
    }
}
