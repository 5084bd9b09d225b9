//! Where a run comes from and what became of it: the step that started it, the run it replays, the runs that replay it,
//! its dead letter.

use std::collections::BTreeSet;

use domain::id::RunId;
use domain::run::{EventKind, RunEvent, StepPath};
use leptos::prelude::*;
use rpc::DeadLetterState;
use ui::{Icon, IconName, IconSize};

use super::scene::Scene;
use super::short;
use crate::address::address;

/// One line of links; nothing for a run that stands alone.
#[component]
pub(super) fn Lineage(scene: Scene) -> impl IntoView {
    let parent = scene
        .header
        .with_value(|header| header.parent_run_id.zip(header.parent_step.clone()));
    let (of, by, letter, run) = scene.detail.with_value(|detail| {
        let header = &detail.header;
        (
            header.replay_of,
            detail.replayed_by.clone(),
            detail.dead_letter,
            header.id,
        )
    });
    let kept = scene.kept.with_value(BTreeSet::len);
    let of = of.map(|of| {
        let kept = match kept {
            0 => String::new(),
            1 => ", 1 step kept".to_owned(),
            kept => format!(", {kept} steps kept"),
        };
        view! { <li><Icon name=IconName::History size=IconSize::Small />"Replay of "{link(of)}{kept}</li> }
    });
    let by = (!by.is_empty()).then(|| {
        let links = by.into_iter().map(|run| view! { " "{link(run)} }).collect_view();
        view! { <li><Icon name=IconName::RotateCcw size=IconSize::Small />"Replayed by"{links}</li> }
    });
    let letter = letter.map(|letter| told(letter, run));
    let alone = parent.is_none() && of.is_none() && by.is_none() && letter.is_none();
    let parent = parent.map(|(run, step)| {
        let href = format!("/runs/{run}?step={step}");
        view! {
            <li>
                <Icon name=IconName::Workflow size=IconSize::Small />
                "Started by "{link(run)}" at step "<a class="link mono" href=href>{step.to_string()}</a>
            </li>
        }
    });
    (!alone).then(|| view! { <ul class="run__lineage meta">{parent}{of}{by}{letter}</ul> })
}

fn link(run: RunId) -> AnyView {
    let id = run.to_string();
    let (href, shown) = (format!("/runs/{id}"), short(&id));
    view! { <a class="link mono" href=href title=id>{shown}</a> }
}

fn told(letter: DeadLetterState, run: RunId) -> AnyView {
    let (before, words) = match letter {
        DeadLetterState::Open => ("Waits in the ", "dead letters"),
        DeadLetterState::Replayed => ("Replayed from the ", "dead letters"),
        DeadLetterState::Discarded => ("Discarded from the ", "dead letters"),
    };
    let state = match letter {
        DeadLetterState::Open => "",
        DeadLetterState::Replayed | DeadLetterState::Discarded => letter.as_str(),
    };
    let href = address("/dead-letters", &[("state", state), ("q", &run.to_string())]);
    view! { <li><Icon name=IconName::Inbox size=IconSize::Small />{before}<a class="link" href=href>{words}</a></li> }
}

/// The steps whose results were taken over from the old run: whatever is known of them stands before the run's start.
pub(super) fn kept_steps(events: &[RunEvent]) -> BTreeSet<StepPath> {
    let before = events
        .iter()
        .take_while(|event| event.kind != EventKind::RunStarted && !is_end(&event.kind));
    let done = |event: &RunEvent| match &event.kind {
        EventKind::StepSucceeded { step, .. } | EventKind::StepSkipped { step } => Some(step.clone()),
        EventKind::StepFailed { step, .. } => Some(step.clone()),
        _not_a_result => None,
    };
    before.filter_map(done).collect()
}

/// A run may end before it begins.
fn is_end(kind: &EventKind) -> bool {
    matches!(kind, EventKind::CancelRequested | EventKind::RunFinished { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use serde_json::json;

    fn done(step: &str) -> EventKind {
        EventKind::StepSucceeded {
            step: step.parse().unwrap(),
            attempt: 1,
            duration_ms: 1,
            output: json!(1),
            port: "out".to_owned(),
        }
    }

    #[test]
    fn what_stands_before_the_start_was_kept() {
        let kinds = [
            EventKind::RunQueued,
            done("a"),
            done("b"),
            EventKind::RunStarted,
            done("c"),
        ];
        let events: Vec<RunEvent> = (1..)
            .zip(kinds)
            .map(|(seq, kind)| RunEvent {
                seq,
                at: DateTime::UNIX_EPOCH,
                kind,
            })
            .collect();
        let kept: Vec<String> = kept_steps(&events).iter().map(ToString::to_string).collect();
        assert_eq!(kept, ["a", "b"]);
    }
}
