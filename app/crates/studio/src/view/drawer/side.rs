//! The right half of the drawer: what went into the selected step, and what came out.

use domain::run::{LogLine, StepState};
use leptos::prelude::*;
use serde_json::Value;
use ui::{Choice, EmptyState, IconName, JsonTree, Segmented};

use super::logs::LogLines;
use crate::run::describe::name_of;
use crate::run::masked::masked;
use crate::run::step::place_of;
use crate::state::studio::Studio;
use crate::view::fault::StepFault;

/// Input, output and log lines of a step.
#[component]
pub(super) fn Side(studio: Studio) -> impl IntoView {
    let run = studio.run;
    let choices = vec![
        Choice::new("input", "Input"),
        Choice::new("output", "Output"),
        Choice::new("logs", "Logs"),
    ];
    // with nothing chosen: what failed, else what came last
    let path = memo(move || {
        run.selected
            .get()
            .or_else(|| run.state.with(|state| telling(state.as_ref()?)))
    });
    let name = move || run.graph.with(|graph| path.get().map(|path| name_of(graph, &path)));
    let step = memo(move || {
        let path: domain::run::StepPath = path.get()?.parse().ok()?;
        run.state.with(|state| state.as_ref()?.steps.get(&path).cloned())
    });
    let lines = memo(move || {
        let path = path.get();
        run.state.with(|state| {
            state
                .as_ref()
                .map(|state| of_step(&state.logs, path.as_deref()))
                .unwrap_or_default()
        })
    });
    let content = move || match (path.get(), step.get()) {
        (Some(path), Some(step)) => match run.side.get().as_str() {
            "logs" => view! { <LogLines lines=lines /> }.into_any(),
            "input" => tree(masked(&step.input), "input".to_owned(), "Input"),
            _output => output(&step, &path),
        },
        _ => view! { <EmptyState icon=IconName::MousePointer title="Select a step" /> }.into_any(),
    };
    let show_node = move |_| {
        if let Some(path) = path.get_untracked() {
            studio.go_to_step(&path);
        }
    };
    view! {
        <div class="studio__io">
            <div class="studio__io-head">
                <button class="studio__rename truncate heading-13" type="button" title="Show on the canvas" on:click=show_node>
                    {move || name().unwrap_or_else(|| "No step".to_owned())}
                </button>
                <Segmented label="Show" choices=choices value=run.side on_change=move |side: String| run.side.set(side) />
            </div>
            <div class="studio__scroll" role="region" aria-label="Step data" tabindex="0">{content}</div>
        </div>
    }
}

/// The step that says most: the first that failed, else the last that ended.
fn telling(state: &domain::run::RunState) -> Option<String> {
    use domain::run::StepStatus;
    let with = |status: StepStatus| state.steps.iter().filter(move |(_, step)| step.status == status);
    with(StepStatus::Failed)
        .next()
        .or_else(|| with(StepStatus::Succeeded).next_back())
        .or_else(|| state.steps.iter().next())
        .map(|(path, _)| path.to_string())
}

fn of_step(logs: &[LogLine], path: Option<&str>) -> Vec<LogLine> {
    logs.iter()
        .filter(|line| line.step.as_ref().map(|step| step.as_str()) == path)
        .cloned()
        .collect()
}

fn output(step: &StepState, path: &str) -> AnyView {
    if let Some(error) = &step.error
        && step.output.is_null()
    {
        let details = error
            .details
            .clone()
            .map(|details| tree(details, "error".to_owned(), "Error details"));
        return view! {
            <StepFault error=error.clone() />
            {details}
        }
        .into_any();
    }
    tree(step.output.clone(), format!("steps.{}", place_of(path).1), "Output")
}

fn tree(value: Value, root: String, label: &'static str) -> AnyView {
    if value.is_null() {
        view! { <EmptyState title="Nothing here" text="The step has none, or has not got so far." /> }.into_any()
    } else {
        view! { <JsonTree value=value root=root label=label /> }.into_any()
    }
}
