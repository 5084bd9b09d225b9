//! The filters above the list: every one is in the address.

use domain::run::RunStatus;
use leptos::prelude::*;
use ui::{Chip, SearchField};

use super::filter::{RunsAddress, Shown};
use crate::outcome::of_run;
use crate::quiet::use_quiet_navigate;
use crate::workflow_select::WorkflowSelect;

/// Status, children, workflow, words.
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
            <nav class="filters__chips" aria-label="Sub-workflows">
                <Chip href=Signal::derive(move || place.with(|place| place.with_alone(!place.alone).href())) current=Signal::derive(move || place.with(|place| place.alone))>
                    "Hide sub-workflows"
                </Chip>
            </nav>
            <div class="filters__fields">
                <SearchField label="Find a run" value=Signal::derive(move || place.get().words) on_search=search />
                <WorkflowSelect
                    chosen=Signal::derive(move || place.with(|place| place.workflow))
                    on_choose=move |workflow| go.run(place.get_untracked().with_workflow(workflow))
                />
            </div>
        </div>
    }
}

fn chip(place: Memo<RunsAddress>, shown: Shown) -> AnyView {
    let href = Signal::derive(move || place.get().with_status(shown).href());
    let current = Signal::derive(move || place.with(|place| place.status == shown));
    let word = match shown {
        Shown::All => "All",
        Shown::Active => "Active",
        Shown::Only(status) => of_run(status).word(),
    };
    view! { <Chip href=href current=current>{word}</Chip> }
}
