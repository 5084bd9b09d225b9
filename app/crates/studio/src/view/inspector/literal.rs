//! Numbers and switches, which may be expressions too.

use domain::catalogue::Field as Setting;
use leptos::prelude::*;
use serde_json::{Number, Value};
use ui::{Button, ButtonKind, ControlSize, Field, NumberInput, Slider, SwitchRow};

use super::expression::ExpressionBox;
use super::field::{example, id_of};
use crate::state::subject::Subject;

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub min: f64,
    pub max: f64,
    pub step: f64,
    pub integer: bool,
}

/// A number without a fraction is written without one.
fn number(value: f64, integer: bool) -> Option<Value> {
    if integer || value.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "settings are far below 2^53")]
        return Some(Value::from(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}

/// Whether a setting is written as an expression.
fn is_text(subject: Subject, name: &'static str) -> Memo<bool> {
    subject.read(move |node| node.config.get(name).is_some_and(Value::is_string))
}

#[component]
pub(super) fn NumberField(subject: Subject, field: &'static Setting, bounds: Bounds) -> impl IntoView {
    let name = field.name;
    let value = subject.read(move |node| node.config.get(name).and_then(Value::as_f64));
    let write = move |typed: Option<f64>| subject.set(name, typed.and_then(|typed| number(typed, bounds.integer)));
    let plain = move || {
        view! {
            <NumberInput
                value=value
                on_input=write
                min=bounds.min
                max=bounds.max
                step=bounds.step
                placeholder=example(field)
            />
        }
        .into_any()
    };
    view! { <OrExpression subject=subject name=name plain=Callback::new(move |()| plain()) /> }
}

#[component]
pub(super) fn SliderField(subject: Subject, field: &'static Setting, bounds: Bounds) -> impl IntoView {
    let name = field.name;
    let value = subject.read(move |node| node.config.get(name).and_then(Value::as_f64));
    let write = move |typed: f64| subject.set(name, number(typed, bounds.integer));
    let plain = move || {
        view! {
            <Slider
                value=move || value.get().unwrap_or(bounds.min)
                on_input=write
                min=bounds.min
                max=bounds.max
                step=bounds.step
            />
        }
        .into_any()
    };
    view! { <OrExpression subject=subject name=name plain=Callback::new(move |()| plain()) /> }
}

#[component]
pub(super) fn SwitchField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let name = field.name;
    let text = is_text(subject, name);
    let checked = subject.read(move |node| node.config.get(name).and_then(Value::as_bool).unwrap_or(false));
    let plain = move || {
        view! {
            <SwitchRow
                id=id_of(name)
                label=field.label
                hint=field.help
                checked=checked
                on_change=move |on: bool| subject.set(name, Some(Value::Bool(on)))
            />
        }
        .into_any()
    };
    move || {
        if text.get() {
            view! {
                <Field id=id_of(name) label=field.label hint=field.help error=subject.fault_of(name)>
                    <OrExpression subject=subject name=name plain=Callback::new(move |()| plain()) />
                </Field>
            }
            .into_any()
        } else {
            plain()
        }
    }
}

/// The plain control, or a box for an expression, and a way from one to the other.
#[component]
fn OrExpression(subject: Subject, name: &'static str, plain: Callback<(), AnyView>) -> impl IntoView {
    let text_now = is_text(subject, name);
    let text = subject.text(name);
    let write = Callback::new(move |text: String| subject.set(name, Some(Value::String(text))));
    move || {
        if text_now.get() {
            view! {
                <ExpressionBox subject=subject id=id_of(name) value=text on_input=write />
                <Button kind=ButtonKind::Ghost size=ControlSize::Small on_press=move || subject.set(name, None)>
                    "Use a fixed value"
                </Button>
            }
            .into_any()
        } else {
            let begin = move || {
                let now = text.get_untracked();
                subject.set(
                    name,
                    Some(Value::String(format!(
                        "{{{{ {} }}}}",
                        if now.is_empty() { "0" } else { &now }
                    ))),
                );
            };
            view! {
                {plain.run(())}
                <Button kind=ButtonKind::Ghost size=ControlSize::Small class="inspector__to-expression" on_press=begin>
                    "Use an expression"
                </Button>
            }
            .into_any()
        }
    }
}
