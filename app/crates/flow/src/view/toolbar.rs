//! Zoom, fit, tidy, undo, redo.

use leptos::prelude::*;

use crate::editor::{Event, Mode};
use crate::model::Payload;
use crate::view::flow::Flow;
use crate::view::icon::glyph;

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
            {tool(flow, "network", "Tidy up", || Event::Tidy, || false)}
            <span class="toolbar__rule"></span>
            {tool(flow, "undo-2", "Undo", || Event::Undo, move || !flow.undoable.get().0)}
            {tool(flow, "redo-2", "Redo", || Event::Redo, move || !flow.undoable.get().1)}
        }
    };
    view! {
        <div class="toolbar" role="toolbar" aria-label="Canvas">
            {tool(flow, "minus", "Zoom out", || Event::ZoomOut, || false)}
            <button
                class="btn btn--ghost studio__zoom num"
                type="button"
                title="Zoom to 100%"
                on:click=move |_| flow.dispatch(Event::ZoomTo(1.0))
            >
                {percent}
            </button>
            {tool(flow, "plus", "Zoom in", || Event::ZoomIn, || false)}
            <span class="toolbar__rule"></span>
            {tool(flow, "maximize", "Fit to view", || Event::Fit, || false)}
            {move || edits().then(editing)}
        </div>
    }
}

/// One button with an icon.
fn tool<D: Payload>(
    flow: Flow<D>,
    icon: &'static str,
    label: &'static str,
    event: fn() -> Event<D>,
    disabled: impl Fn() -> bool + Send + 'static,
) -> AnyView {
    view! {
        <button
            class="btn btn--ghost btn--icon"
            type="button"
            title=label
            disabled=disabled
            on:click=move |_| flow.dispatch(event())
        >
            {glyph(icon, "icon")}
            <span class="vh">{label}</span>
        </button>
    }
}
