//! Several lines of text.

use leptos::{html, prelude::*};

use crate::{FieldLink, class_list::class_list, escape::textarea_content, text_input::tell};

/// Several lines of text. Inside a `Field` it finds its label, hint and error; alone it needs a `label`.
#[component]
pub fn TextArea(
    /// What it holds.
    #[prop(optional, into)]
    value: Signal<String>,
    /// Called at every keystroke.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the edit is done.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its id, where it stands outside a `Field`.
    #[prop(optional, into)]
    id: String,
    /// Its spoken name, where it stands outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// An example, never the label.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Lines shown at first; it grows with its text up to a third of the window.
    #[prop(default = 3)]
    rows: u32,
    /// Code and expressions.
    #[prop(optional)]
    mono: bool,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Can be read and copied, not changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// Must be filled in before the form is sent.
    #[prop(optional)]
    required: bool,
    /// At most so many characters.
    #[prop(optional)]
    max_length: Option<u32>,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let required = required || link.required;
    view! {
        <textarea
            class=class_list(&["input input--grow", if mono { "mono" } else { "" }])
            id=link.id_attribute()
            name=name
            rows=rows
            placeholder=placeholder
            spellcheck=if mono { Some("false") } else { None }
            maxlength=max_length
            required=required
            disabled=disabled
            readonly=readonly
            aria-label=label
            aria-describedby=link.described_by
            aria-invalid=link.invalid_attribute()
            prop:value=value
            on:input=move |event| tell(on_input, event_target_value(&event))
            on:change=move |event| tell(on_change, event_target_value(&event))
            inner_html=value.with_untracked(|value| textarea_content(value))
            node_ref=node_ref
        ></textarea>
    }
}
