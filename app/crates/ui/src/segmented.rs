//! A choice of one among two to five, all in sight.

use leptos::prelude::*;

use crate::{Choice, text_input::tell};

/// A row of mutually exclusive buttons, such as a range: 24 h, 7 d, 30 d.
#[component]
pub fn Segmented(
    /// What is chosen here; spoken.
    #[prop(into)]
    label: String,
    /// The choices, in order.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value pressed.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let items = move || {
        choices
            .get()
            .into_iter()
            .map(|choice| segment(choice, value, on_change))
            .collect_view()
    };
    view! { <div class="segmented" role="group" aria-label=label>{items}</div> }
}

fn segment(choice: Choice, value: Signal<String>, on_change: Option<Callback<String>>) -> AnyView {
    let own = choice.value.clone();
    let pressed = move || value.with(|value| *value == own).to_string();
    view! {
        <button
            class="segmented__item"
            type="button"
            aria-pressed=pressed
            disabled=choice.disabled
            on:click=move |_| tell(on_change, choice.value.clone())
        >
            {choice.label}
        </button>
    }
}
