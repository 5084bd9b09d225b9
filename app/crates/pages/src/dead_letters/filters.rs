//! The filters above the list: every one is in the address.

use leptos::prelude::*;
use rpc::DeadLetterState;
use ui::{Button, ButtonKind, Chip, IconName, SearchField};

use super::place::LettersAddress;
use crate::quiet::use_quiet_navigate;
use crate::workflow_select::WorkflowSelect;

/// State, cause, words, workflow.
#[component]
pub(super) fn Filters(place: Memo<LettersAddress>) -> impl IntoView {
    let navigate = use_quiet_navigate();
    let go = Callback::new(move |next: LettersAddress| navigate.run(next.href()));
    let search = move |words: String| {
        let now = place.get_untracked();
        if now.words != words {
            go.run(now.with_words(words));
        }
    };
    let cause = move || {
        let code = place.with(|place| place.code.clone());
        (!code.is_empty()).then(|| {
            view! {
                <Button kind=ButtonKind::Ghost icon=IconName::X on_press=move || go.run(place.get_untracked().with_code(String::new()))>
                    <span class="vh">"Take away the cause "</span>
                    <span class="mono">{code}</span>
                </Button>
            }
        })
    };
    view! {
        <div class="filters">
            <nav class="filters__chips" aria-label="State">
                {DeadLetterState::ALL.into_iter().map(|state| chip(place, Some(state))).collect_view()}
                {chip(place, None)}
            </nav>
            {cause}
            <div class="filters__fields">
                <SearchField label="Find a dead letter" value=Signal::derive(move || place.get().words) on_search=search />
                <WorkflowSelect
                    chosen=Signal::derive(move || place.with(|place| place.workflow))
                    on_choose=move |workflow| go.run(place.get_untracked().with_workflow(workflow))
                />
            </div>
        </div>
    }
}

fn chip(place: Memo<LettersAddress>, state: Option<DeadLetterState>) -> AnyView {
    let href = Signal::derive(move || place.with(|place| place.with_state(state).href()));
    let current = Signal::derive(move || place.with(|place| place.state == state));
    view! { <Chip href=href current=current>{state.map_or("All", word)}</Chip> }
}

/// The state in words.
pub(super) const fn word(state: DeadLetterState) -> &'static str {
    match state {
        DeadLetterState::Open => "Open",
        DeadLetterState::Replayed => "Replayed",
        DeadLetterState::Discarded => "Discarded",
    }
}
