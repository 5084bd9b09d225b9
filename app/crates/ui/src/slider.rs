//! A number under the hand.

use leptos::prelude::*;

use crate::{FieldLink, text_input::tell};

/// A slider. Show its figure in the field's `aside`.
#[component]
pub fn Slider(
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// Called while it is dragged.
    #[prop(optional, into)]
    on_input: Option<Callback<f64>>,
    /// The left end.
    #[prop(default = 0.0)]
    min: f64,
    /// The right end.
    #[prop(default = 1.0)]
    max: f64,
    /// The step.
    #[prop(default = 0.1)]
    step: f64,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// Its id, where it stands outside a `Field`.
    #[prop(optional, into)]
    id: String,
    /// Its spoken name, where it stands outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let on_slide = move |event: leptos::ev::Event| {
        if let Ok(number) = event_target_value(&event).parse() {
            tell(on_input, number);
        }
    };
    view! {
        <input
            class="slider"
            type="range"
            id=link.id_attribute()
            name=name
            min=min
            max=max
            step=step
            value=value.get_untracked()
            prop:value=move || value.get().to_string()
            style:--v=move || share(value.get(), min, max)
            aria-label=label
            aria-describedby=link.described_by
            disabled=disabled
            on:input=on_slide
        />
    }
}

/// How much of the track is filled, as a percentage.
fn share(value: f64, min: f64, max: f64) -> String {
    let span = max - min;
    let share = if span > 0.0 {
        ((value - min) / span).clamp(0.0, 1.0)
    } else {
        0.0
    };
    format!("{:.1}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn the_filled_part_stays_inside_the_track() {
        assert_eq!(share(0.4, 0.0, 1.0), "40.0%");
        assert_eq!(share(9.0, 0.0, 1.0), "100.0%");
        assert_eq!(share(1.0, 1.0, 1.0), "0.0%");
    }
}
