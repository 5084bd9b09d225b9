//! All keys of the studio.

use leptos::prelude::*;
use ui::{Dialog, DialogSize, Kbd};

use crate::state::studio::Studio;

/// Keys and what they do; `mod` draws ⌘, for which Ctrl works as well.
const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Canvas",
        &[
            ("Tab, arrows", "Move between steps"),
            ("Space", "Select the step"),
            ("Enter", "Open its settings"),
            ("Arrows", "Move what is selected, with Shift further"),
            ("C", "Connect: choose a port, a step, then Enter"),
            ("Shift F10", "Menu"),
            ("Esc", "From the inspector back to the step"),
        ],
    ),
    (
        "Edit",
        &[
            ("/", "Add a step"),
            ("Delete", "Delete what is selected"),
            ("mod D", "Duplicate"),
            ("mod C, mod X, mod V", "Copy, cut, paste"),
            ("mod Z, mod Shift Z", "Undo, redo"),
            ("mod A", "Select everything"),
            ("Shift T", "Tidy up"),
        ],
    ),
    (
        "View",
        &[
            ("1", "Fit to view"),
            ("0", "Zoom to 100%"),
            ("+, -", "Zoom in, out"),
            ("Space and drag", "Pan"),
        ],
    ),
    (
        "Workflow",
        &[
            ("mod Enter", "Run"),
            ("mod S", "Save now"),
            ("Ctrl Space", "Complete an expression"),
            ("?", "This list"),
        ],
    ),
];

/// The list of keys.
#[component]
pub(super) fn Keys(studio: Studio) -> impl IntoView {
    view! {
        <Dialog id="keys" open=studio.panes.keys title="Keyboard shortcuts" size=DialogSize::Wide>
            <div class="keys">
                {KEYS.into_iter().map(|(title, keys)| group(title, keys)).collect_view()}
            </div>
        </Dialog>
    }
}

fn group(title: &'static str, keys: &'static [(&'static str, &'static str)]) -> AnyView {
    let rows = keys
        .iter()
        .map(|(chord, does)| {
            view! {
                <dt>{does.to_owned()}</dt>
                <dd>{chord.split(", ").map(keycap).collect_view()}</dd>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3 class="heading-13">{title}</h3>
            <dl class="keys__list">{rows}</dl>
        </section>
    }
}

fn keycap(chord: &'static str) -> AnyView {
    match chord.strip_prefix("mod ") {
        Some(rest) => view! { <Kbd mod_key=true>{rest}</Kbd> }.into_any(),
        None => view! { <Kbd>{chord}</Kbd> }.into_any(),
    }
}
