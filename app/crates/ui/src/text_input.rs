//! One line of text.

use leptos::{html, prelude::*};

use crate::{ControlSize, FieldLink, Icon, IconName, IconSize, class_list::class_list};

/// The kind of text, which decides the keyboard on a phone and the browser's own checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A secret; never shown.
    Password,
    /// A web address.
    Url,
    /// Words to look for.
    Search,
    /// A date without time.
    Date,
    /// A date with time, in the browser's own zone.
    DateTime,
}

impl InputKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Url => "url",
            Self::Search => "search",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
        }
    }
}

/// A line of text. Inside a `Field` it finds its label, hint and error; alone it needs a `label`.
#[component]
pub fn TextInput(
    /// What it holds.
    #[prop(optional, into)]
    value: Signal<String>,
    /// Called at every keystroke.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the edit is done (blur or Enter).
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// The kind of text.
    #[prop(optional)]
    kind: InputKind,
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
    /// What the browser may fill in, such as `email` or `current-password`; `off` for the rest.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// An icon at the start.
    #[prop(optional)]
    icon: Option<IconName>,
    /// 36 px high, on sign-in and detail pages.
    #[prop(optional)]
    size: ControlSize,
    /// Ids, keys and code.
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
    /// Takes the focus when its dialog or page opens.
    #[prop(optional)]
    autofocus: bool,
    /// The element, for focus.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
    /// What stands at the end inside the box: a small button or a `Kbd`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let class = class_list(&["input", size.input_class(), if mono { "mono" } else { "" }]);
    let required = required || link.required;
    view! {
        <span class="input-wrap">
            {icon.map(|name| view! { <Icon name=name size=IconSize::Small /> })}
            <input
                class=class
                type=kind.as_str()
                id=link.id_attribute()
                name=name
                value=value.get_untracked()
                prop:value=value
                placeholder=placeholder
                autocomplete=autocomplete
                autofocus=autofocus
                spellcheck=if mono { Some("false") } else { None }
                maxlength=max_length
                required=required
                disabled=disabled
                readonly=readonly
                aria-label=label
                aria-describedby=link.described_by
                aria-invalid=link.invalid_attribute()
                on:input=move |event| tell(on_input, event_target_value(&event))
                on:change=move |event| tell(on_change, event_target_value(&event))
                node_ref=node_ref
            />
            {children.map(|children| view! { <span class="input-wrap__end">{children()}</span> })}
        </span>
    }
}

/// Calls the listener, if there is one.
pub(crate) fn tell<T: 'static>(listener: Option<Callback<T>>, value: T) {
    if let Some(listener) = listener {
        listener.run(value);
    }
}
