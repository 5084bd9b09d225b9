//! On or off, at once.

use leptos::prelude::*;

use crate::{FieldLink, text_input::tell};

/// A switch: takes effect at once. In forms that are sent later use `Checkbox`.
#[component]
pub fn Switch(
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called when it is turned.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Its spoken name, where it stands outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its id, where it stands outside a `Field`.
    #[prop(optional, into)]
    id: String,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let link = FieldLink::find(id);
    view! {
        <input
            class="switch"
            type="checkbox"
            role="switch"
            id=link.id_attribute()
            name=name
            aria-label=label
            aria-describedby=link.described_by
            disabled=disabled
            checked=checked.get_untracked()
            prop:checked=checked
            on:change=move |event| tell(on_change, event_target_checked(&event))
        />
    }
}

/// A line with the label at the start and the switch at its end.
#[component]
pub fn SwitchRow(
    /// The control's id, unique on the page.
    #[prop(into)]
    id: String,
    /// What it turns on.
    #[prop(into)]
    label: Signal<String>,
    /// One line below. Empty: none.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called when it is turned.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let hint_line = move || {
        hint.with(|hint| !hint.is_empty())
            .then(|| view! { <p class="field__hint">{hint}</p> })
    };
    view! {
        <div class="switch-row">
            <div>
                <label class="switch-row__label" for=id.clone()>{label}</label>
                {hint_line}
            </div>
            <SwitchOf id=id checked=checked on_change=on_change name=name disabled=disabled />
        </div>
    }
}

/// The switch of a row, with its options already unpacked.
#[component]
fn SwitchOf(
    id: String,
    checked: Signal<bool>,
    on_change: Option<Callback<bool>>,
    name: Option<String>,
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <input
            class="switch"
            type="checkbox"
            role="switch"
            id=id
            name=name
            disabled=disabled
            checked=checked.get_untracked()
            prop:checked=checked
            on:change=move |event| tell(on_change, event_target_checked(&event))
        />
    }
}
