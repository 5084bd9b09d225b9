//! What came out of the run, or why nothing did.

use leptos::prelude::*;
use serde_json::Value;
use ui::{Banner, EmptyState, IconName, JsonTree, Status};

use crate::state::studio::Studio;

/// The output of the run.
#[component]
pub(super) fn Output(studio: Studio) -> impl IntoView {
    let state = studio.run.state;
    let output = memo(move || state.with(|state| state.as_ref().map(|state| state.output.clone()).unwrap_or_default()));
    let error = memo(move || state.with(|state| state.as_ref()?.error.as_ref().map(|error| error.message.clone())));
    let over = memo(move || state.with(|state| state.as_ref().is_some_and(|state| state.status.is_final())));
    move || {
        if let Some(message) = error.get() {
            return view! { <Banner status=Status::Failed title="The run failed" text=message /> }.into_any();
        }
        if !over.get() {
            return view! { <EmptyState icon=IconName::Hourglass title="Still running" text="The output appears when the run has ended." /> }
                .into_any();
        }
        match output.get() {
            Value::Null => {
                view! { <EmptyState title="No output" text="The last steps of the run gave nothing." /> }.into_any()
            }
            output => view! { <JsonTree value=output root="output" label="Output of the run" open_to=3 /> }.into_any(),
        }
    }
}
