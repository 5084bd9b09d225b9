//! The small map: where the view is, and a way to move it.

use leptos::ev;
use leptos::prelude::*;

use crate::editor::Event;
use crate::geometry::minimap::{Projection, SIZE};
use crate::geometry::{Point, Rect, round2};
use crate::model::{Doc, Payload};
use crate::view::flow::Flow;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The map of a canvas. A click or a drag on it moves the view there; everything else is done on the canvas.
#[component]
pub fn MiniMap<D: Payload>(
    /// The canvas.
    flow: Flow<D>,
) -> impl IntoView {
    let projection = memo(move || flow.doc.with(|doc| Projection::of(doc.bounds().unwrap_or_default())));
    let cards = move || flow.doc.with(|doc| cards(doc, projection.get()));
    let frame = move || projection.get().frame(flow.view.get());
    let held = StoredValue::new(false);
    let go = move |ev: &ev::PointerEvent| {
        if let Some(p) = place(ev) {
            flow.dispatch(Event::CenterOn(projection.get_untracked().to_flow(p)));
        }
    };
    view! {
        <svg
            class="minimap"
            width=SIZE.w.to_string()
            height=SIZE.h.to_string()
            viewBox=format!("0 0 {} {}", SIZE.w, SIZE.h)
            style="touch-action: none"
            role="img"
            aria-label="Map of the workflow"
            on:pointerdown=move |ev| {
                if let Some(map) = map_of(&ev) {
                    let _ = map.set_pointer_capture(ev.pointer_id());
                }
                held.set_value(true);
                go(&ev);
            }
            on:pointermove=move |ev| if held.get_value() { go(&ev) }
            on:pointerup=move |_| held.set_value(false)
            on:pointercancel=move |_| held.set_value(false)
        >
            {cards}
            <rect
                class="minimap__view"
                x=move || round2(frame().x).to_string()
                y=move || round2(frame().y).to_string()
                width=move || round2(frame().w).to_string()
                height=move || round2(frame().h).to_string()
                rx="5"
            />
        </svg>
    }
}

fn cards<D>(doc: &Doc<D>, projection: Projection) -> AnyView {
    let card = |rect: Rect, status: Option<&'static str>| {
        let r = projection.to_map(rect);
        view! {
            <rect
                x=round2(r.x).to_string()
                y=round2(r.y).to_string()
                width=round2(r.w).to_string()
                height=round2(r.h).to_string()
                rx="2"
                data-status=status
            />
        }
    };
    doc.nodes()
        .map(|node| card(node.rect(), node.state.status.attr()))
        .collect_view()
        .into_any()
}

fn map_of(ev: &ev::PointerEvent) -> Option<Element> {
    ev.current_target()?.dyn_into().ok()
}

/// Where the pointer is, in map pixels.
fn place(ev: &ev::PointerEvent) -> Option<Point> {
    let rect = map_of(ev)?.get_bounding_client_rect();
    let at = Point::new(
        f64::from(ev.client_x()) - rect.left(),
        f64::from(ev.client_y()) - rect.top(),
    );
    Some(Point::new(
        at.x * SIZE.w / rect.width().max(1.0),
        at.y * SIZE.h / rect.height().max(1.0),
    ))
}
