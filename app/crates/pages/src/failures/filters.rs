//! How far back, and which workflow: both are in the address.

use leptos::prelude::*;
use ui::{Choice, Segmented};

use super::place::{FailuresAddress, Range};
use crate::quiet::use_quiet_navigate;
use crate::workflow_select::WorkflowSelect;

/// Time and workflow.
#[component]
pub(super) fn Filters(place: Memo<FailuresAddress>) -> impl IntoView {
    let navigate = use_quiet_navigate();
    let go = Callback::new(move |next: FailuresAddress| navigate.run(next.href()));
    let ranges: Vec<Choice> = Range::ALL
        .into_iter()
        .map(|range| Choice::new(range.word(), range.label()))
        .collect();
    view! {
        <div class="filters">
            <Segmented
                label="Time"
                choices=ranges
                value=Signal::derive(move || place.with(|place| place.range.word().to_owned()))
                on_change=move |word: String| go.run(place.get_untracked().with_range(Range::read(&word)))
            />
            <div class="filters__fields">
                <WorkflowSelect
                    chosen=Signal::derive(move || place.with(|place| place.workflow))
                    on_choose=move |workflow| go.run(place.get_untracked().with_workflow(workflow))
                />
            </div>
        </div>
    }
}
