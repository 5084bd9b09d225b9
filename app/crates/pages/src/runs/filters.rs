//! The filters above the list: every one is in the address.

use domain::run::RunStatus;
use leptos::prelude::*;
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, WorkflowSummary};
use ui::{Chip, Choice, SearchField, Select};

use super::filter::{RunsAddress, Shown};
use crate::outcome::of_run;
use crate::quiet::use_quiet_navigate;

/// Status, workflow, words.
#[component]
pub(super) fn Filters(place: Memo<RunsAddress>) -> impl IntoView {
    let navigate = use_quiet_navigate();
    let go = Callback::new(move |next: RunsAddress| navigate.run(next.href()));
    let search = move |words: String| {
        let now = place.get_untracked();
        if now.words != words {
            go.run(now.with_words(words));
        }
    };
    view! {
        <div class="filters">
            <nav class="filters__chips" aria-label="Status">
                {chip(place, Shown::All)}
                {chip(place, Shown::Active)}
                {RunStatus::ALL.iter().map(|status| chip(place, Shown::Only(*status))).collect_view()}
            </nav>
            <div class="filters__fields">
                <SearchField label="Find a run" value=Signal::derive(move || place.get().words) on_search=search />
                <WorkflowSelect place=place go=go />
            </div>
        </div>
    }
}

fn chip(place: Memo<RunsAddress>, shown: Shown) -> impl IntoView {
    let href = Signal::derive(move || place.get().with_status(shown).href());
    let current = Signal::derive(move || place.with(|place| place.status == shown));
    let word = match shown {
        Shown::All => "All",
        Shown::Active => "Active",
        Shown::Only(status) => of_run(status).word(),
    };
    view! { <Chip href=href current=current>{word}</Chip> }
}

/// The organisation's workflows by name.
#[component]
fn WorkflowSelect(place: Memo<RunsAddress>, go: Callback<RunsAddress>) -> impl IntoView {
    let workflows = Resource::new(
        || (),
        |()| {
            list_workflows(ListQuery {
                page_size: ListQuery::MAX_PAGE_SIZE,
                ..ListQuery::default()
            })
        },
    );
    let chosen = Signal::derive(move || place.get().workflow.map(|id| id.to_string()).unwrap_or_default());
    let choose = move |id: String| go.run(place.get_untracked().with_workflow(id.parse().ok()));
    let select = move |choices: Vec<Choice>| {
        view! {
            <Select label="Workflow" empty_label="Any workflow" choices=choices value=chosen on_change=choose block=false />
        }
    };
    view! {
        <Transition fallback=move || select(Vec::new())>
            {move || Suspend::new(async move {
                // without the names the filter in force is still shown by its id
                select(workflows.await.map(|page| choices(&page.items)).unwrap_or_default())
            })}
        </Transition>
    }
}

fn choices(workflows: &[WorkflowSummary]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = workflows
        .iter()
        .map(|workflow| Choice::new(workflow.id.to_string(), &workflow.name))
        .collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    choices
}
