//! The left panel: every kind of node, by group. Drag it onto the canvas, or press it.

use domain::catalogue::{Group, NodeKind};
use leptos::{ev, html, prelude::*};
use ui::{Icon, IconName, IconSize, Kbd};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::palette::{find, grouped};
use crate::state::studio::Studio;

/// The palette.
#[component]
pub(crate) fn Palette(studio: Studio) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let list = NodeRef::<html::Div>::new();
    let in_loop = memo(move || studio.levels.with(|levels| !levels.is_empty()));
    let groups = memo(move || {
        let found = query.with(|query| grouped(query, in_loop.get()));
        found
            .iter()
            .map(|(group, kinds)| (*group, keys(kinds)))
            .collect::<Vec<_>>()
    });
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            let first = query.with_untracked(|query| find(query, in_loop.get_untracked()).first().map(|kind| kind.key));
            if let Some(kind) = first.filter(|_| query.with_untracked(|query| !query.trim().is_empty())) {
                query.set(String::new());
                studio.add_node(kind, None, None);
            }
        }
        "ArrowDown" => {
            event.prevent_default();
            focus_item(list, 0);
        }
        "Escape" => query.set(String::new()),
        _other => {}
    };
    let sections = move || {
        groups
            .get()
            .into_iter()
            .map(|(group, keys)| section(studio, group, keys))
            .collect_view()
    };
    let none = move || {
        groups
            .with(Vec::is_empty)
            .then(|| view! { <p class="palette__group">"No step fits."</p> })
    };
    view! {
        <aside class="panel studio__palette" aria-label="Nodes">
            <div class="panel__head">
                <label class="input-wrap studio__find">
                    <span class="vh">"Find a node"</span>
                    <Icon name=IconName::Search size=IconSize::Small />
                    <input
                        class="input"
                        type="search"
                        placeholder="Find a node"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=query
                        on:input=move |event| query.set(event_target_value(&event))
                        on:keydown=on_key
                    />
                    <span class="input-wrap__end"><Kbd>"/"</Kbd></span>
                </label>
            </div>
            <div
                class="studio__scroll"
                role="region"
                aria-label="Node list"
                tabindex="0"
                on:keydown=move |event| walk(list, &event)
                node_ref=list
            >
                {sections}
                {none}
            </div>
        </aside>
    }
}

fn keys(kinds: &[&'static NodeKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.key).collect()
}

fn section(studio: Studio, group: Group, keys: Vec<&'static str>) -> AnyView {
    let items = keys
        .into_iter()
        .filter_map(|key| domain::catalogue::Catalogue::builtin().get(key))
        .map(|kind| view! { <li>{item(studio, kind)}</li> })
        .collect_view();
    view! {
        <h2 class="palette__group">{group.title()}</h2>
        <ul aria-label=group.title()>{items}</ul>
    }
}

fn item(studio: Studio, kind: &'static NodeKind) -> AnyView {
    let drag = move |event: ev::DragEvent| {
        if let Some(data) = event.data_transfer() {
            // fails only outside of a drag
            drop(data.set_data("text/plain", kind.key));
            data.set_effect_allowed("copy");
        }
    };
    view! {
        <button
            class="palette__item"
            type="button"
            draggable="true"
            data-kind=kind.group.tone()
            title=hint(kind)
            disabled=move || !studio.can_edit()
            on:click=move |_| studio.add_node(kind.key, None, None)
            on:dragstart=drag
        >
            <span class="palette__icon">{glyph(kind.icon)}</span>
            {kind.title}
        </button>
    }
}

fn hint(kind: &NodeKind) -> String {
    let only = if kind.mock_only {
        " (mock runs only, for now)"
    } else {
        ""
    };
    format!("{}{only}", kind.description)
}

/// The symbol of a kind, which the catalogue names by its id in the sprite.
pub(crate) fn glyph(name: &str) -> AnyView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("/sprite.svg#{name}")></use>
        </svg>
    }
}

/// Up and down among the kinds.
fn walk(list: NodeRef<html::Div>, event: &ev::KeyboardEvent) {
    let Some(root) = list.get_untracked() else { return };
    let items = buttons(&root);
    let focused = document().active_element();
    let at = items.iter().position(|item| focused.as_ref() == Some(item.as_ref()));
    if let Some(next) = ui::moved(&event.key(), at, items.len(), ui::Axis::Column) {
        event.prevent_default();
        focus_item(list, next);
    }
}

fn focus_item(list: NodeRef<html::Div>, index: usize) {
    if let Some(item) = list
        .get_untracked()
        .and_then(|root| buttons(&root).into_iter().nth(index))
    {
        // fails only outside the document
        drop(item.focus());
    }
}

fn buttons(root: &web_sys::Element) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all("button") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}
