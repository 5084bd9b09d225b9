//! The field: label above, control, hint below; an error takes the place of the hint and says what to do.
//! Controls inside find their id and descriptions by context, so that no page wires `aria-describedby` by hand.

use leptos::{context::Provider, prelude::*};

use crate::{Icon, IconName, IconSize, with_code};

/// What a field tells the control inside it.
#[derive(Clone, Debug, Default)]
pub struct FieldLink {
    /// The control's id; empty when it stands alone without one.
    pub id: String,
    /// The ids that describe it.
    pub described_by: Signal<Option<String>>,
    /// Whether its value is refused.
    pub invalid: Signal<bool>,
    /// Whether it must be filled in.
    pub required: bool,
}

impl FieldLink {
    /// The link of the field around, with the control's own id where it names one.
    pub(crate) fn find(own_id: String) -> Self {
        let link = use_context::<Self>().unwrap_or_default();
        if own_id.is_empty() {
            link
        } else {
            Self { id: own_id, ..link }
        }
    }

    /// The id as an attribute: absent when there is none.
    pub(crate) fn id_attribute(&self) -> Option<String> {
        (!self.id.is_empty()).then(|| self.id.clone())
    }

    /// `aria-invalid`, absent while all is well.
    pub(crate) fn invalid_attribute(&self) -> Signal<Option<&'static str>> {
        let invalid = self.invalid;
        Signal::derive(move || invalid.get().then_some("true"))
    }
}

/// A labelled control.
#[component]
pub fn Field(
    /// The control's id, unique on the page; the ids of hint and error follow from it.
    #[prop(into)]
    id: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// A short remark at the end of the label's line, such as "Optional" or the current figure.
    #[prop(optional, into)]
    aside: Signal<String>,
    /// One line below. Empty: none.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong and what to do. Takes the hint's place.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control must be filled in.
    #[prop(optional)]
    required: bool,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// The control.
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let link = FieldLink {
        id: id.clone(),
        described_by: described_by(&hint_id, &error_id, hint, error),
        invalid: Signal::derive(move || error.with(Option::is_some)),
        required,
    };
    view! {
        <div class=crate::class_list::class_list(&["field", class])>
            <label class="field__label" for=id>
                <span>{label}</span>
                {move || non_empty(aside.get()).map(|text| view! { <span class="field__aside">{text}</span> })}
            </label>
            <Provider value=link>{children()}</Provider>
            <FieldHint id=hint_id hint=hint error=error />
            <FieldError id=error_id error=error />
        </div>
    }
}

/// The hint, while there is no error.
#[component]
fn FieldHint(id: String, hint: Signal<String>, error: Signal<Option<String>>) -> impl IntoView {
    move || {
        non_empty(hint.get())
            .filter(|_| error.with(Option::is_none))
            .map(|text| view! { <p class="field__hint" id=id.clone()>{text}</p> })
    }
}

/// The error. Its container is always there, so that screen readers hear it appear.
#[component]
pub fn FieldError(
    /// The id that `aria-describedby` names.
    #[prop(into)]
    id: String,
    /// What is wrong and what to do.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let line = move || {
        error.get().map(|text| {
            view! {
                <span class="field__error">
                    <Icon name=IconName::CircleAlert size=IconSize::Small />
                    <span>{with_code(&text)}</span>
                </span>
            }
        })
    };
    view! { <div class="field__live" id=id aria-live="polite">{line}</div> }
}

fn described_by(
    hint_id: &str,
    error_id: &str,
    hint: Signal<String>,
    error: Signal<Option<String>>,
) -> Signal<Option<String>> {
    let (hint_id, error_id) = (hint_id.to_owned(), error_id.to_owned());
    Signal::derive(move || {
        if error.with(Option::is_some) {
            Some(error_id.clone())
        } else {
            hint.with(|hint| (!hint.is_empty()).then(|| hint_id.clone()))
        }
    })
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
