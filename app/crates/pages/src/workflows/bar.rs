//! Search and layout above the list.

use leptos::prelude::*;
use ui::{Choice, SearchField, Segmented};

use super::place::{Layout, WorkflowsAddress};
use crate::quiet::use_quiet_navigate;

/// Search and layout; both are in the address.
#[component]
pub(super) fn Bar(place: Memo<WorkflowsAddress>) -> impl IntoView {
    let navigate = use_quiet_navigate();
    let go = Callback::new(move |next: WorkflowsAddress| navigate.run(next.href()));
    let search = move |words: String| {
        let now = place.get_untracked();
        if now.words != words {
            go.run(now.with_words(words));
        }
    };
    let layouts = vec![
        Choice::new(Layout::Cards.word(), "Cards"),
        Choice::new(Layout::Table.word(), "Table"),
    ];
    view! {
        <div class="list-bar">
            <SearchField label="Find a workflow" value=Signal::derive(move || place.get().words) on_search=search />
            <Segmented
                label="Layout"
                choices=layouts
                value=Signal::derive(move || place.with(|place| place.layout.word().to_owned()))
                on_change=move |word: String| go.run(place.get_untracked().with_layout(Layout::read(&word)))
            />
        </div>
    }
}
