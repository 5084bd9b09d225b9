//! The list of kinds at the pointer: opened by `/`, by a double click, by an edge that was dropped on nothing.

use domain::catalogue::{Catalogue, NodeKind};
use leptos::{ev, html, prelude::*};
use ui::{Icon, IconName, IconSize};

use super::palette::glyph;
use crate::palette::find;
use crate::state::studio::Studio;

/// Its width, and the room it leaves to the window's border.
const WIDTH: f64 = 280.0;
const HEIGHT: f64 = 360.0;

/// The list; nothing while nobody asks.
#[component]
pub(crate) fn AddMenu(studio: Studio) -> impl IntoView {
    let open = memo(move || studio.panes.add.with(Option::is_some));
    view! {
        <Show when=move || open.get()>
            <Choices studio=studio />
        </Show>
    }
}

#[component]
fn Choices(studio: Studio) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    let panel = NodeRef::<html::Div>::new();
    let in_loop = studio.levels.with_untracked(|levels| !levels.is_empty());
    let waiting = studio
        .panes
        .add
        .with_untracked(|add| add.as_ref().is_some_and(|add| add.pending.is_some()));
    let fits = move |kind: &&NodeKind| !waiting || kind.has_input;
    let found = memo(move || {
        query.with(|query| {
            find(query, in_loop)
                .into_iter()
                .filter(fits)
                .map(|kind| kind.key)
                .collect::<Vec<_>>()
        })
    });
    effect(move || {
        if let Some(input) = input.get() {
            // fails only outside the document
            drop(input.focus());
        }
    });
    let choose = Callback::new(move |kind: &'static str| studio.add_here(kind));
    let on_key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "Escape" => studio.add_nothing(),
            "Enter" => {
                event.prevent_default();
                if let Some(kind) = found.with_untracked(|found| found.get(active.get_untracked()).copied()) {
                    choose.run(kind);
                }
            }
            key => {
                if let Some(next) = ui::moved(key, Some(active.get_untracked()), count, ui::Axis::Column)
                    && matches!(key, "ArrowUp" | "ArrowDown")
                {
                    event.prevent_default();
                    active.set(next);
                }
            }
        }
    };
    let leave = move |event: ev::FocusEvent| {
        use wasm_bindgen::JsCast;
        let next = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let inside = panel
            .try_get_untracked()
            .flatten()
            .is_some_and(|panel| panel.contains(next.as_ref()));
        if !inside {
            studio.add_nothing();
        }
    };
    let options = move || {
        found
            .get()
            .into_iter()
            .enumerate()
            .filter_map(|(index, key)| Some(option(index, Catalogue::builtin().get(key)?, active, choose)))
            .collect_view()
    };
    let none = move || {
        found
            .with(Vec::is_empty)
            .then(|| view! { <p class="menu__group">"No step fits."</p> })
    };
    view! {
        <div
            class="float add-menu"
            role="dialog"
            aria-label="Add a step"
            style=place(studio)
            on:keydown=on_key
            on:focusout=leave
            node_ref=panel
        >
            <span class="input-wrap">
                <Icon name=IconName::Search size=IconSize::Small />
                <input
                    class="input"
                    type="text"
                    role="combobox"
                    aria-label="Find a node"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls="add-options"
                    aria-activedescendant=move || format!("add-option-{}", active.get())
                    placeholder="Find a node"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=query
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        active.set(0);
                    }
                    node_ref=input
                />
            </span>
            <div class="add-menu__list" id="add-options" role="listbox" aria-label="Kinds">{options}</div>
            {none}
        </div>
    }
}

fn option(index: usize, kind: &'static NodeKind, active: RwSignal<usize>, choose: Callback<&'static str>) -> AnyView {
    view! {
        <div
            class="palette__item"
            id=format!("add-option-{index}")
            role="option"
            data-kind=kind.group.tone()
            aria-selected=move || (active.get() == index).to_string()
            // not on enter: the list may open under a pointer at rest
            on:pointermove=move |_| active.set(index)
            // keeps the focus in the box, so that the list does not close before the click
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| choose.run(kind.key)
        >
            <span class="palette__icon">{glyph(kind.icon)}</span>
            <span class="add-menu__name">{kind.title}</span>
            <span class="palette__hint truncate">{kind.description}</span>
        </div>
    }
}

/// At the pointer, but inside the window. Only after an event, so never on the server.
fn place(studio: Studio) -> String {
    let pixels = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    let (width, height) = (pixels(window().inner_width()), pixels(window().inner_height()));
    let at = studio
        .panes
        .add
        .with_untracked(|add| add.as_ref().map(|add| add.client))
        .unwrap_or_default();
    let x = at.x.min(width - WIDTH - 8.0).max(8.0);
    let y = at.y.min(height - HEIGHT - 8.0).max(8.0);
    format!("--x: {x:.0}px; --y: {y:.0}px")
}
