//! The search box above lists: tells its words a moment after the last keystroke.

use std::time::Duration;

use leptos::{html, prelude::*};

use crate::{ControlSize, Icon, IconButton, IconName, IconSize, Kbd, text_input::tell};

/// How long typing must rest before the words are told.
const REST: Duration = Duration::from_millis(200);

/// A search box with a clear button.
#[component]
pub fn SearchField(
    /// Its spoken name: "Find a run".
    #[prop(into)]
    label: String,
    /// The words.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the words once typing rests for 200 ms, and at once when they are cleared.
    #[prop(optional, into)]
    on_search: Option<Callback<String>>,
    /// Shown while empty; the label unless said otherwise.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// The key that leads here, shown while empty.
    #[prop(optional, into)]
    key_hint: Option<String>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let words = RwSignal::new(value.get_untracked());
    effect(move || words.set(value.get()));
    let mut told = leptos::leptos_dom::helpers::debounce(REST, move |text: String| tell(on_search, text));
    let clear = move || {
        words.set(String::new());
        tell(on_search, String::new());
    };
    let end = move || {
        if words.with(String::is_empty) {
            key_hint.clone().map(|key| view! { <Kbd>{key}</Kbd> }.into_any())
        } else {
            let clear = view! { <IconButton icon=IconName::X label="Clear" size=ControlSize::Small on_press=clear /> };
            Some(clear.into_any())
        }
    };
    view! {
        <span class="input-wrap" role="search">
            <Icon name=IconName::Search size=IconSize::Small />
            <input
                class="input"
                type="search"
                name=name
                aria-label=label.clone()
                placeholder=placeholder.unwrap_or(label)
                autocomplete="off"
                spellcheck="false"
                value=words.get_untracked()
                prop:value=words
                on:input=move |event| {
                    let text = event_target_value(&event);
                    words.set(text.clone());
                    told(text);
                }
                node_ref=node_ref
            />
            <span class="input-wrap__end">{end}</span>
        </span>
    }
}
