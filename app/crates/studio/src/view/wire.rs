//! What the page listens to while it is open: keys, the window's size, the address, closing.

use domain::id::RunId;
use flow::{Event, Mode};
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use rpc::WorkflowDetail;
use ui::use_shortcut;
use wasm_bindgen::JsCast;

use crate::saving::{Phase, Saving};
use crate::state::studio::Studio;

/// Up to here the panels don't fit beside the canvas, in CSS pixels.
const SMALL: f64 = 1023.0;
/// Up to here it is a phone.
const PHONE: f64 = 639.0;

/// Connects a studio with the browser.
pub(crate) fn wire(studio: Studio, detail: WorkflowDetail) {
    keys(studio);
    sizes(studio);
    insets(studio);
    closing(studio);
    online(studio);
    address(studio);
    effect(move || studio.restore(&detail));
}

fn keys(studio: Studio) {
    use_shortcut("mod+enter", move || studio.ask_to_run());
    use_shortcut("?", move || studio.panes.keys.set(true));
    use_shortcut("mod+s", move || {
        studio.flush(move |saved| studio.announcer.say(if saved { "Saved" } else { "Not saved" }));
    });
    use_shortcut("/", move || studio.flow_now().dispatch(Event::RequestAdd));
    undo(studio);
}

/// Undo works wherever the focus is, but in a box for text it is the box's own. The canvas takes its keys first.
fn undo(studio: Studio) {
    effect(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            let command = event.ctrl_key() || event.meta_key();
            if event.default_prevented() || !command || event.alt_key() || is_typing() {
                return;
            }
            let step = match (event.key().to_lowercase().as_str(), event.shift_key()) {
                ("z", false) => Event::Undo,
                ("z", true) | ("y", false) => Event::Redo,
                _other => return,
            };
            event.prevent_default();
            studio.flow_now().dispatch(step);
        });
        on_cleanup(move || listener.remove());
    });
}

fn sizes(studio: Studio) {
    let panes = studio.panes;
    let measure = move || {
        let width = window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64())
            .unwrap_or(SMALL + 1.0);
        if panes.small.get_untracked() != (width <= SMALL) {
            panes.small.set(width <= SMALL);
        }
        if panes.phone.get_untracked() != (width <= PHONE) {
            panes.phone.set(width <= PHONE);
        }
    };
    effect(move || {
        measure();
        let listener = window_event_listener(ev::resize, move |_| measure());
        on_cleanup(move || listener.remove());
    });
    effect(move || {
        let mode = if panes.phone.get() { Mode::View } else { Mode::Edit };
        studio.flow().dispatch(Event::SetMode(mode));
    });
    // nothing selected, nothing to show
    effect(move || {
        let chosen = studio
            .flow()
            .selection()
            .with(|selection| selection.only_node().is_some());
        if !chosen && panes.sheet.get_untracked() {
            panes.sheet.set(false);
        }
    });
}

/// The canvas fits and centres in what no panel covers.
fn insets(studio: Studio) {
    effect(move || {
        studio.panes.small.track();
        studio.panes.drawer.track();
        studio.run.id.track();
        let flow = studio.flow();
        flow.dispatch(Event::Inset(studio.insets()));
        // where there is little room, what is left of it is used
        if studio.panes.small.get_untracked() {
            flow.dispatch(Event::Fit);
        }
    });
}

/// Asks before closing only while something is unsaved.
fn closing(studio: Studio) {
    effect(move || {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            if studio.saving.try_with_untracked(Saving::is_unsaved) == Some(true) {
                studio.mirror();
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            listener.remove();
            studio.send_last();
        });
    });
}

/// Back online: no need to wait for the next try.
fn online(studio: Studio) {
    effect(move || {
        let listener = window_event_listener(ev::online, move |_| {
            if studio.saving.with_untracked(|saving| saving.phase == Phase::Offline) {
                studio.flush(|_| ());
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// `?run=` restores the run in the drawer, and follows it.
fn address(studio: Studio) {
    let query = use_query_map();
    let navigate = use_navigate();
    Effect::new(move |done: Option<bool>| {
        let wanted = query.with(|query| query.get("run")?.parse::<RunId>().ok());
        if let Some(id) = wanted.filter(|id| studio.run.id.get_untracked() != Some(*id)) {
            studio.open_run(id);
        }
        done.unwrap_or(true)
    });
    effect(move || {
        let Some(id) = studio.run.id.get() else { return };
        let now = query.with_untracked(|query| query.get("run"));
        if now.as_deref() != Some(&id.to_string()) {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("/studio/{}?run={id}", studio.id), options);
        }
    });
}

/// The element that has the focus takes text.
fn is_typing() -> bool {
    let focused = document()
        .active_element()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    focused.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}
