//! The selected step: what went in, what came out, why it failed, what it said.

mod error;
mod facts;

use domain::run::{RunState, StepPath, StepState};
use leptos::prelude::*;
use serde_json::Value;
use ui::{EmptyState, IconName, JsonTree, StatusText, Tab, TabPanel, Tabs, TabsPlace};

use super::address::Part;
use super::again::FromHere;
use super::awaits::Awaits;
use super::logs::LogLines;
use super::names::Named;
use super::scene::Scene;
use crate::outcome::of_step;
use error::ErrorText;
use facts::StepFacts;

/// The id of the tabs.
const TABS: &str = "step-parts";

/// The panel beside the timeline.
#[component]
pub(super) fn StepPanel(scene: Scene) -> impl IntoView {
    let step = scene.step();
    move || {
        match step.get() {
        Some(path) => view! { <Chosen scene=scene path=path /> }.into_any(),
        None => view! {
            <EmptyState icon=IconName::MousePointer title="No step selected" text="Select a step to see its input, output and logs." />
        }
        .into_any(),
    }
    }
}

#[component]
fn Chosen(scene: Scene, path: StepPath) -> impl IntoView {
    let state = {
        let path = path.clone();
        memo(move || {
            scene
                .state
                .with(|state| state.steps.get(&path).cloned().unwrap_or_default())
        })
    };
    let logs = {
        let path = path.clone();
        memo(move || scene.state.with(|state| count_logs(state, &path)))
    };
    let part = memo(move || {
        let asked = scene.place.with(|place| place.part);
        asked.unwrap_or_else(|| state.with(first_part))
    });
    let selected = Signal::derive(move || part.get().word().to_owned());
    let tabs = Signal::derive(move || state.with(|state| parts(state, logs.get())));
    let root = format!("steps.{}", path.node());
    let named = scene.names.with_value(|names| names.get(&path).cloned());
    let title = scene.names.with_value(|names| names.title(&path));
    let kept = scene.kept.with_value(|kept| kept.contains(&path));
    let log_path = StoredValue::new(Some(path.clone()));
    view! {
        <StepHead named=named title=title path=path.clone() state=state kept=kept />
        <StepFacts state=state />
        <Awaits scene=scene path=path.clone() state=state />
        <div class="run__from"><FromHere scene=scene path=path /></div>
        <Tabs id=TABS label="Step" place=TabsPlace::Panel tabs=tabs selected=selected
            on_select=move |word: String| scene.show_part(Part::read(Some(&word))) />
        <TabPanel tabs=TABS value=Part::Output.word() selected=selected class="run__panel">
            <Json value=Signal::derive(move || state.with(|state| state.output.clone())) root=root.clone() label="Output" none="No output yet" />
        </TabPanel>
        <TabPanel tabs=TABS value=Part::Input.word() selected=selected class="run__panel">
            <Json value=Signal::derive(move || state.with(|state| state.input.clone())) root=String::new() label="Input" none="No input was recorded" />
        </TabPanel>
        <TabPanel tabs=TABS value=Part::Error.word() selected=selected class="run__panel">
            <ErrorText state=state />
        </TabPanel>
        <TabPanel tabs=TABS value=Part::Logs.word() selected=selected class="run__panel">
            <LogLines scene=scene step=log_path.get_value() />
        </TabPanel>
    }
}

#[component]
fn StepHead(named: Option<Named>, title: String, path: StepPath, state: Memo<StepState>, kept: bool) -> impl IntoView {
    let (icon, tone, kind) = named.map_or(("circle-help", "flow", String::new()), |named| {
        (named.icon, named.tone, named.kind_title)
    });
    let icon = IconName::from_name(icon).unwrap_or(IconName::Box);
    let line = format!("{kind} · {path}");
    let (heading, hint) = (title.clone(), line.clone());
    view! {
        <header class="run__step" data-kind=tone>
            <span class="node__icon"><ui::Icon name=icon /></span>
            <div class="run__step-text">
                <h2 class="heading-13 truncate" title=title>{heading}</h2>
                <p class="meta truncate" title=hint>{line}</p>
            </div>
            <StatusText status=Signal::derive(move || of_step(state.with(|state| state.status))) word=if kept { "Kept" } else { "" } />
        </header>
    }
}

/// A value as a tree, or why there is none.
#[component]
pub(super) fn Json(
    /// The value; null is none.
    #[prop(into)]
    value: Signal<Value>,
    /// What copied paths start with.
    root: String,
    /// Its spoken name.
    label: &'static str,
    /// Said where there is none.
    none: &'static str,
) -> impl IntoView {
    let is_none = memo(move || value.with(Value::is_null));
    move || {
        if is_none.get() {
            view! { <p class="run__none">{none}</p> }.into_any()
        } else {
            view! { <JsonTree value=value root=root.clone() label=label /> }.into_any()
        }
    }
}

/// What to look at first: why it failed, else what it gave, else what went in.
fn first_part(step: &StepState) -> Part {
    if step.error.is_some() && step.output.is_null() {
        Part::Error
    } else if step.output.is_null() && !step.input.is_null() {
        Part::Input
    } else {
        Part::Output
    }
}

fn parts(step: &StepState, logs: u64) -> Vec<Tab> {
    Part::ALL
        .iter()
        .filter(|part| **part != Part::Error || step.error.is_some())
        .map(|part| {
            let tab = Tab::new(part.word(), part.label());
            if *part == Part::Logs && logs > 0 {
                tab.count(logs)
            } else {
                tab
            }
        })
        .collect()
}

fn count_logs(state: &RunState, path: &StepPath) -> u64 {
    state
        .logs
        .iter()
        .filter(|line| line.step.as_ref() == Some(path))
        .map(|_| 1)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::journal::Journal;

    fn step(journal: &Journal) -> StepState {
        journal.state().steps[&"fetch".parse::<StepPath>().unwrap()].clone()
    }

    #[test]
    fn a_failed_step_shows_why_first() {
        let failed = step(&Journal::started().begins(1, "fetch", 1).fails(2, "fetch", 1));
        assert_eq!(first_part(&failed), Part::Error);
        assert_eq!(parts(&failed, 0).len(), 4);
    }

    #[test]
    fn a_running_step_shows_what_went_in_and_has_no_error() {
        let running = step(&Journal::started().begins(1, "fetch", 1));
        assert_eq!(first_part(&running), Part::Input);
        let labels: Vec<_> = parts(&running, 2)
            .into_iter()
            .map(|tab| (tab.label, tab.count))
            .collect();
        assert_eq!(
            labels,
            [
                ("Output".to_owned(), None),
                ("Input".to_owned(), None),
                ("Logs".to_owned(), Some(2))
            ]
        );
    }

    #[test]
    fn a_step_that_recovered_shows_what_it_gave() {
        let done = step(
            &Journal::started()
                .begins(1, "fetch", 1)
                .retries(2, "fetch", 1, 3)
                .begins(3, "fetch", 2)
                .succeeds(4, "fetch", 2),
        );
        assert_eq!(first_part(&done), Part::Output);
    }
}
