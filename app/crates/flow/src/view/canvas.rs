//! The canvas itself: one element that takes every event, and under one transform the edges and the cards.

use leptos::ev;
use leptos::prelude::*;

use crate::editor::{Event, Mode};
use crate::geometry::{Point, Viewport, round2};
use crate::model::Payload;
use crate::view::card::card;
use crate::view::edges::edges;
use crate::view::flow::Flow;
use crate::view::input::keep_focus;
use crate::view::overlay::{draft_edge, marquee};
use crate::view::watch::watch;

/// What keys do, for those who cannot see it.
const HELP: &str = "Tab or arrow keys move between nodes, Space selects, arrow keys move what is selected, \
                    C connects, Delete deletes, Enter opens.";

/// The canvas of a [`Flow`].
#[component]
pub fn FlowCanvas<D: Payload>(
    /// What it shows.
    flow: Flow<D>,
    /// Its name for assistive technology.
    #[prop(into, default = "Canvas".into())]
    label: String,
    /// The id of the element, unique on the page; the hint about keys takes `{id}-keys`.
    #[prop(default = "canvas")]
    id: &'static str,
    /// Further classes, such as where it stands in its page.
    #[prop(default = "")]
    class: &'static str,
    /// Something was dropped: the flow point, and the text that the drag carried.
    #[prop(optional, into)]
    on_drop: Option<Callback<(Point, String)>>,
) -> impl IntoView {
    watch(flow);
    let viewport = flow.viewport;
    let drops = on_drop.is_some();
    let receive = move |ev: ev::DragEvent| dropped(flow, &ev, on_drop);
    view! {
        <div
            node_ref=flow.root
            id=id
            class=format!("canvas {class}").trim_end().to_owned()
            style=move || ground(viewport.get())
            role="region"
            aria-label=label
            aria-describedby=format!("{id}-keys")
            tabindex="0"
            data-gesture=move || flow.overlay.with(|overlay| overlay.gesture)
            data-mode=move || match flow.mode.get() { Mode::Edit => "edit", Mode::View => "view" }
            on:pointerdown=move |ev| flow.on_pointer_down(&ev)
            on:pointermove=move |ev| flow.on_pointer_move(&ev)
            on:pointerup=move |ev| flow.on_pointer_up(&ev)
            on:pointercancel=move |ev| flow.dispatch(Event::PointerCancel(ev.pointer_id()))
            on:mousedown=move |ev| keep_focus(&ev)
            on:dblclick=move |ev| flow.on_double_click(&ev)
            on:contextmenu=move |ev| flow.on_context_menu(&ev)
            on:keydown=move |ev| flow.on_key_down(&ev)
            on:keyup=move |ev| flow.on_key_up(&ev)
            on:focusin=move |ev| flow.on_focus_in(&ev)
            on:focusout=move |ev| flow.on_focus_out(&ev)
            on:scroll=move |_| flow.on_scroll()
            on:dragover=move |ev| { if drops { ev.prevent_default() } }
            on:drop=receive
        >
            <p class="vh" id=format!("{id}-keys")>{HELP}</p>
            <div class="canvas__view" style=move || transform(viewport.get())>
                <svg class="edges" aria-hidden="true">
                    {edges(flow)}
                    {draft_edge(flow)}
                </svg>
                <For each=move || flow.order.get() key=Clone::clone let:id>
                    {card(flow, &id)}
                </For>
                {marquee(flow)}
            </div>
            <p class="vh" role="status" aria-live="polite">{move || flow.said.get()}</p>
        </div>
    }
}

/// The variables of the dot grid. Fingers belong to the canvas, not to the page.
fn ground(v: Viewport) -> String {
    format!(
        "--x: {}px; --y: {}px; --z: {}; touch-action: none",
        round2(v.x),
        round2(v.y),
        round4(v.z)
    )
}

fn transform(v: Viewport) -> String {
    format!(
        "transform: translate({}px, {}px) scale({})",
        round2(v.x),
        round2(v.y),
        round4(v.z)
    )
}

/// Zoom is finer than pixels.
fn round4(z: f64) -> f64 {
    (z * 10_000.0).round() / 10_000.0
}

/// Only text makes a node; files are left to whoever listens further out.
fn dropped<D: Payload>(flow: Flow<D>, ev: &ev::DragEvent, on_drop: Option<Callback<(Point, String)>>) {
    let text = ev
        .data_transfer()
        .and_then(|data| data.get_data("text/plain").ok())
        .filter(|text| !text.is_empty());
    let client = Point::new(f64::from(ev.client_x()), f64::from(ev.client_y()));
    let (Some(on_drop), Some(text), Some(at)) = (on_drop, text, flow.screen_to_flow(client)) else {
        return;
    };
    if flow.mode.get_untracked() == Mode::Edit {
        ev.prevent_default();
        on_drop.run((at, text));
    }
}
