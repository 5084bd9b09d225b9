//! A floating panel with anything in it: filters, a date, an explanation.

use leptos::{ev, html, prelude::*};

use crate::{
    floating::{forget_place, hide, is_open, put, rect_of, show},
    place::Align,
};

/// A button that opens a panel. Closes by a click beside it and by Escape.
#[component]
pub fn Popover(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What it is about; spoken.
    #[prop(into)]
    label: String,
    /// What the button shows.
    #[prop(into)]
    trigger: ViewFnOnce,
    /// The button's classes: `btn` unless said otherwise.
    #[prop(default = "btn".to_owned(), into)]
    trigger_class: String,
    /// Which edges stand in line.
    #[prop(optional)]
    align: Align,
    /// Opens and closes it from outside too.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(panel) = panel.get() {
            if open.get() { show(&panel) } else { hide(&panel) }
        }
    });
    let toggling = move |_: ev::Event| {
        if let Some(panel) = panel.get_untracked() {
            forget_place(&panel);
        }
    };
    let toggled = move |_| {
        let (Some(button), Some(panel)) = (button.get_untracked(), panel.get_untracked()) else {
            return;
        };
        let now = is_open(&panel);
        if now {
            put(&panel, rect_of(&button), align);
        }
        if open.get_untracked() != now {
            open.set(now);
        }
    };
    view! {
        <button
            class=trigger_class
            type="button"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            aria-controls=id.clone()
            popovertarget=id.clone()
            title=label.clone()
            node_ref=button
        >
            {trigger.run()}
        </button>
        <div id=id class="float popover popover--panel" role="dialog" aria-label=label popover="auto" on:beforetoggle=toggling on:toggle=toggled node_ref=panel>
            {children()}
        </div>
    }
}
