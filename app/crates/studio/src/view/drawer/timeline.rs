//! Steps as bars, retries and waits included.

use leptos::prelude::*;
use ui::{EmptyState, IconName, Waterfall};

use crate::run::describe::elapsed_ms;
use crate::run::rows::rows;
use crate::state::studio::Studio;

/// The timeline.
#[component]
pub(super) fn Timeline(studio: Studio) -> impl IntoView {
    let run = studio.run;
    // the present matters only while something is under way
    let now = memo(move || if run.is_live() { run.now.get() } else { None });
    let shown = memo(move || {
        run.state.with(|state| {
            let Some(state) = state else { return Vec::new() };
            run.graph
                .with(|graph| run.flipped.with(|flipped| rows(state, graph, flipped, now.get())))
        })
    });
    let total = memo(move || {
        run.state
            .with(|state| state.as_ref().map_or(0, |state| elapsed_ms(state, now.get())))
    });
    let select = move |id: String| {
        let holds_others = shown.with_untracked(|rows| rows.iter().any(|row| row.id == id && row.open.is_some()));
        if holds_others {
            run.flipped.update(|flipped| {
                if !flipped.remove(&id) {
                    flipped.insert(id.clone());
                }
            });
        }
        // a turn of a loop is no step
        if run.state.with_untracked(|state| {
            state
                .as_ref()
                .is_some_and(|state| state.steps.keys().any(|path| path.as_str() == id))
        }) {
            run.selected.set(Some(id));
        }
    };
    let none = move || shown.with(Vec::is_empty);
    view! {
        <Show
            when=move || !none()
            fallback=|| view! { <EmptyState icon=IconName::Clock title="Waiting for a worker" text="Steps appear here as they begin." /> }
        >
            <Waterfall rows=shown total=total selected=run.selected on_select=select />
        </Show>
    }
}
