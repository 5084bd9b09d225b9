//! A number. What the person types stays as typed; the parsed number is told beside it.

use leptos::{ev, prelude::*};

use crate::{ControlSize, FieldLink, class_list::class_list, text_input::tell};

/// A number with a step; arrow keys stay inside the bounds, typed numbers are the owner's to judge (show `error` on
/// the field). Empty or unreadable input is told as `None`.
#[component]
pub fn NumberInput(
    /// What it holds; `None` is an empty box.
    #[prop(optional, into)]
    value: Signal<Option<f64>>,
    /// Called at every keystroke that changes the number.
    #[prop(optional, into)]
    on_input: Option<Callback<Option<f64>>>,
    /// The smallest number allowed.
    #[prop(optional)]
    min: Option<f64>,
    /// The largest number allowed.
    #[prop(optional)]
    max: Option<f64>,
    /// The step of the arrows; 1 unless said otherwise.
    #[prop(default = 1.0)]
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
    /// An example or the default that holds while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// The unit, shown at the end inside the box: `ms`, `%`.
    #[prop(optional, into)]
    unit: Option<String>,
    /// Its height.
    #[prop(optional)]
    size: ControlSize,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Must be filled in before the form is sent.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let link = FieldLink::find(id);
    let required = required || link.required;
    let typed = RwSignal::new(shown(value.get_untracked()));
    let text = memo(move || typed.with(|typed| text_for(typed, value.get())));
    let steps = Steps { step, min, max };
    let on_key = move |event: ev::KeyboardEvent| {
        if let Some(number) = steps.after(&event.key(), value.get_untracked()) {
            event.prevent_default();
            typed.set(shown(Some(number)));
            tell(on_input, Some(number));
        }
    };
    let on_text = move |event: ev::Event| {
        let text = event_target_value(&event);
        let number = parse_number(&text);
        typed.set(text);
        tell(on_input, number);
    };
    view! {
        <span class="input-wrap">
            <input
                class=class_list(&["input num", size.input_class()])
                type="text"
                inputmode="decimal"
                role="spinbutton"
                id=link.id_attribute()
                name=name
                value=text.get_untracked()
                prop:value=text
                placeholder=placeholder
                autocomplete="off"
                required=required
                disabled=disabled
                aria-label=label
                aria-valuemin=min.map(|bound| bound.to_string())
                aria-valuemax=max.map(|bound| bound.to_string())
                aria-valuenow=move || value.get().map(|number| number.to_string())
                aria-describedby=link.described_by
                aria-invalid=link.invalid_attribute()
                on:input=on_text
                on:keydown=on_key
            />
            {unit.map(|unit| view! { <span class="input-wrap__end faint">{unit}</span> })}
        </span>
    }
}

/// How the arrow keys move a number.
#[derive(Clone, Copy, Debug)]
struct Steps {
    step: f64,
    min: Option<f64>,
    max: Option<f64>,
}

impl Steps {
    /// The number after a key, when the key is an arrow; inside the bounds and free of binary dust.
    fn after(self, key: &str, value: Option<f64>) -> Option<f64> {
        let direction = match key {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            _ => return None,
        };
        let start = value.or(self.min).unwrap_or(0.0);
        let moved = ((start + direction * self.step) * 1e9).round() / 1e9;
        Some(moved.clamp(self.min.unwrap_or(f64::MIN), self.max.unwrap_or(f64::MAX)))
    }
}

/// What the box shows: the typed text while it means the owner's number, so that "1." does not become "1".
fn text_for(typed: &str, value: Option<f64>) -> String {
    if parse_number(typed) == value {
        typed.to_owned()
    } else {
        shown(value)
    }
}

fn shown(value: Option<f64>) -> String {
    value.map(|number| number.to_string()).unwrap_or_default()
}

/// Reads a finite number; a comma counts as the decimal point.
fn parse_number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_typed_number_stays_as_typed() {
        assert_eq!(text_for("1.", Some(1.0)), "1.");
        assert_eq!(text_for("-", None), "-");
        assert_eq!(text_for("5", Some(7.5)), "7.5");
    }

    #[test]
    fn infinite_and_unreadable_numbers_are_none() {
        assert_eq!(parse_number("inf"), None);
        assert_eq!(parse_number("twelve"), None);
        assert_eq!(parse_number(" 0,5 "), Some(0.5));
    }

    #[test]
    fn arrows_step_inside_the_bounds() {
        let steps = Steps {
            step: 0.1,
            min: Some(0.0),
            max: Some(1.0),
        };
        assert_eq!(steps.after("ArrowUp", Some(0.2)), Some(0.3));
        assert_eq!(steps.after("ArrowDown", Some(0.0)), Some(0.0));
        assert_eq!(steps.after("ArrowUp", None), Some(0.1));
        assert_eq!(steps.after("Enter", Some(0.2)), None);
    }
}
