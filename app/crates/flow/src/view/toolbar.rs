//! Zoom, fit, tidy, undo, redo.

use leptos::prelude::*;

use crate::editor::{Event, Mode};
use crate::model::Payload;
use crate::view::flow::Flow;
use crate::view::icon::Glyph;

/// The tools of a canvas. Read-only it keeps those that only look.
#[component]
pub fn CanvasToolbar<D: Payload>(
    /// The canvas.
    flow: Flow<D>,
) -> impl IntoView {
    let percent = move || format!("{}%", (flow.viewport.get().z * 100.0).round());
    let edits = move || flow.mode.get() == Mode::Edit;
    let editing = move || {
        view! {
            <Tool flow icon="network" label="Tidy up" event=|| Event::Tidy />
            <span class="toolbar__rule"></span>
            <Tool flow icon="undo-2" label="Undo" event=|| Event::Undo disabled=Signal::derive(move || !flow.undoable.get().0) />
            <Tool flow icon="redo-2" label="Redo" event=|| Event::Redo disabled=Signal::derive(move || !flow.undoable.get().1) />
        }
    };
    view! {
        <div class="toolbar" role="toolbar" aria-label="Canvas">
            <Tool flow icon="minus" label="Zoom out" event=|| Event::ZoomOut />
            <button
                class="btn btn--ghost studio__zoom num"
                type="button"
                title="Zoom to 100%"
                on:click=move |_| flow.dispatch(Event::ZoomTo(1.0))
            >
                {percent}
            </button>
            <Tool flow icon="plus" label="Zoom in" event=|| Event::ZoomIn />
            <span class="toolbar__rule"></span>
            <Tool flow icon="maximize" label="Fit to view" event=|| Event::Fit />
            {move || edits().then(editing)}
        </div>
    }
}

/// One button with an icon.
#[component]
fn Tool<D: Payload>(
    flow: Flow<D>,
    icon: &'static str,
    label: &'static str,
    event: fn() -> Event<D>,
    #[prop(into, default = Signal::stored(false))] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            class="btn btn--ghost btn--icon"
            type="button"
            title=label
            disabled=move || disabled.get()
            on:click=move |_| flow.dispatch(event())
        >
            <Glyph name=icon />
            <span class="vh">{label}</span>
        </button>
    }
}
