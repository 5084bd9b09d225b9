//! A name that is changed where it stands: a button that turns into a box.

use leptos::{ev, html, prelude::*};

/// Enter and leaving the box take the new name, Escape the old one.
#[component]
pub(crate) fn InlineName(
    /// The name.
    #[prop(into)]
    value: Signal<String>,
    /// What it is the name of; spoken: "Rename workflow".
    label: &'static str,
    /// Called with another name.
    #[prop(into)]
    on_rename: Callback<String>,
    /// Further classes of the box.
    #[prop(default = "")]
    class: &'static str,
    /// Opens the box from outside too.
    #[prop(optional)]
    editing: RwSignal<bool>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let button = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(input) = input.get().filter(|_| editing.get()) {
            // fails only outside the document
            drop(input.focus());
            input.select();
        }
    });
    let done = move |text: String| {
        // a box that is taken away loses the focus after its signals are gone
        if editing.try_get_untracked() == Some(true) {
            editing.set(false);
            let text = text.trim();
            if !text.is_empty() && value.with_untracked(|old| old != text) {
                on_rename.run(text.to_owned());
            }
        }
    };
    let back_to_button = move || {
        request_animation_frame(move || {
            if let Some(button) = button.try_get_untracked().flatten() {
                drop(button.focus());
            }
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                done(event_target_value(&event));
                back_to_button();
            }
            "Escape" => {
                event.prevent_default();
                editing.set(false);
                back_to_button();
            }
            _other => {}
        }
    };
    let inside = move || {
        if editing.get() {
            view! {
                <input
                    class=format!("input {class}")
                    aria-label=label
                    maxlength="120"
                    autocomplete="off"
                    value=value.get_untracked()
                    on:keydown=on_key
                    on:blur=move |event| done(event_target_value(&event))
                    node_ref=input
                />
            }
            .into_any()
        } else {
            view! {
                <button
                    class="studio__rename truncate"
                    type="button"
                    title=label
                    disabled=disabled
                    on:click=move |_| editing.set(true)
                    node_ref=button
                >
                    {value}
                    <span class="vh">", "{label}</span>
                </button>
            }
            .into_any()
        }
    };
    view! { {inside} }
}
