//! Check boxes and radio buttons with their words.

use leptos::{html, prelude::*};

use crate::text_input::tell;

/// A check box with its words; the whole line can be pressed.
#[component]
pub fn Checkbox(
    /// Whether it is checked.
    #[prop(optional, into)]
    checked: Signal<bool>,
    /// Neither on nor off: some of what it stands for is.
    #[prop(optional, into)]
    mixed: Signal<bool>,
    /// Called when it is turned.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Keeps the words for screen readers only, as in the first column of a table.
    #[prop(optional)]
    hide_label: bool,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value in a form; `on` unless said otherwise.
    #[prop(optional, into)]
    value: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                name=name
                value=value
                disabled=disabled
                checked=checked.get_untracked()
                prop:checked=checked
                prop:indeterminate=mixed
                on:change=move |event| tell(on_change, event_target_checked(&event))
            />
            <span class=if hide_label { "vh" } else { "" }>{label}</span>
        </label>
    }
}

/// One of several: radios of the same `name` exclude each other. Put them in a `<fieldset>` with a `<legend>`.
#[component]
pub fn Radio(
    /// The name that the group shares.
    #[prop(into)]
    name: String,
    /// This one's value.
    #[prop(into)]
    value: String,
    /// The chosen value of the group.
    #[prop(into)]
    chosen: Signal<String>,
    /// Called with this one's value when it is chosen.
    #[prop(optional, into)]
    on_choose: Option<Callback<String>>,
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let own = value.clone();
    let checked = memo(move || chosen.with(|chosen| *chosen == own));
    view! {
        <label class="check">
            <input
                type="radio"
                name=name
                value=value
                disabled=disabled
                checked=checked.get_untracked()
                prop:checked=checked
                on:change=move |event| tell(on_choose, event_target_value(&event))
                node_ref=node_ref
            />
            <span>{label}</span>
        </label>
    }
}
