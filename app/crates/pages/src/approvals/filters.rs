//! The filters above the list: every one is in the address.

use leptos::prelude::*;
use ui::{Chip, SearchField};

use super::place::ApprovalsAddress;
use crate::quiet::use_quiet_navigate;
use crate::workflow_select::WorkflowSelect;

/// What waits or what is over, words, workflow.
#[component]
pub(super) fn Filters(place: Memo<ApprovalsAddress>) -> impl IntoView {
    let navigate = use_quiet_navigate();
    let go = Callback::new(move |next: ApprovalsAddress| navigate.run(next.href()));
    let search = move |words: String| {
        let now = place.get_untracked();
        if now.words != words {
            go.run(now.with_words(words));
        }
    };
    view! {
        <div class="filters">
            <nav class="filters__chips" aria-label="Show">
                {chip(place, false, "Waiting")}
                {chip(place, true, "History")}
            </nav>
            <div class="filters__fields">
                <SearchField label="Find an approval" value=Signal::derive(move || place.get().words) on_search=search />
                <WorkflowSelect
                    chosen=Signal::derive(move || place.with(|place| place.workflow))
                    on_choose=move |workflow| go.run(place.get_untracked().with_workflow(workflow))
                />
            </div>
        </div>
    }
}

fn chip(place: Memo<ApprovalsAddress>, history: bool, word: &'static str) -> AnyView {
    let href = Signal::derive(move || place.with(|place| place.with_history(history).href()));
    let current = Signal::derive(move || place.with(|place| place.history == history));
    view! { <Chip href=href current=current>{word}</Chip> }
}
