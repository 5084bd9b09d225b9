//! One setting: label, the control that its kind asks for, help, and what is wrong with it.

use domain::catalogue::{Field as Setting, FieldKind};
use leptos::prelude::*;
use serde_json::Value;
use ui::{Field, Select, TextInput};

use super::body::BodyField;
use super::cases::CasesField;
use super::expression::ExpressionBox;
use super::inputs::InputsField;
use super::json_box::JsonBox;
use super::literal::{Bounds, NumberField, SliderField, SwitchField};
use super::pairs::PairsField;
use super::workflow::WorkflowField;
use crate::expr::Syntax;
use crate::state::subject::{Subject, as_text};

/// The id of a setting's control.
pub(super) fn id_of(name: &str) -> String {
    format!("setting-{name}")
}

/// A setting of the node.
#[component]
pub(super) fn FieldRow(subject: Subject, field: &'static Setting) -> impl IntoView {
    // lists have a label for the group, not for one control
    match field.kind {
        FieldKind::Inputs => return view! { <InputsField subject=subject field=field /> }.into_any(),
        FieldKind::Cases => return view! { <CasesField subject=subject field=field /> }.into_any(),
        FieldKind::KeyValue => return view! { <PairsField subject=subject field=field /> }.into_any(),
        FieldKind::Body => return view! { <BodyField subject=subject field=field /> }.into_any(),
        FieldKind::Switch => return view! { <SwitchField subject=subject field=field /> }.into_any(),
        FieldKind::Text
        | FieldKind::Template
        | FieldKind::LongTemplate
        | FieldKind::Expression
        | FieldKind::Number { .. }
        | FieldKind::Slider { .. }
        | FieldKind::Select(_)
        | FieldKind::Json
        | FieldKind::JsonSchema => {}
    }
    view! {
        <Field
            id=id_of(field.name)
            label=field.label
            aside=aside(subject, field)
            hint=field.help
            error=subject.fault_of(field.name)
            required=field.required
        >
            {control(subject, field)}
        </Field>
    }
    .into_any()
}

/// What stands beside the label: whether it has to be there, or the figure under the hand.
fn aside(subject: Subject, field: &'static Setting) -> Signal<String> {
    let text = subject.text(field.name);
    Signal::derive(move || match field.kind {
        FieldKind::Slider { .. } => text.get(),
        FieldKind::Expression => "Expression".to_owned(),
        _plain if field.required => "Required".to_owned(),
        _plain => String::new(),
    })
}

fn control(subject: Subject, field: &'static Setting) -> AnyView {
    let name = field.name;
    let text = subject.text(name);
    let write = Callback::new(move |text: String| subject.set(name, some_text(text)));
    match field.kind {
        FieldKind::Text => {
            view! { <TextInput value=text on_input=write placeholder=example(field) /> }.into_any()
        }
        FieldKind::Template if field.names_workflow => view! { <WorkflowField subject=subject field=field /> }.into_any(),
        FieldKind::Template => {
            view! {
                <ExpressionBox subject=subject id=id_of(name) value=text on_input=write placeholder=example(field) secret=field.secret />
            }
            .into_any()
        }
        FieldKind::LongTemplate => {
            view! {
                <ExpressionBox subject=subject id=id_of(name) value=text on_input=write placeholder=example(field) rows=4 secret=field.secret />
            }
            .into_any()
        }
        FieldKind::Expression => {
            view! {
                <ExpressionBox subject=subject id=id_of(name) value=text on_input=write placeholder=example(field) syntax=Syntax::Expression />
            }
            .into_any()
        }
        FieldKind::Number { min, max, step, integer } => {
            let bounds = Bounds { min, max, step, integer };
            view! { <NumberField subject=subject field=field bounds=bounds /> }.into_any()
        }
        FieldKind::Slider { min, max, step } => {
            let bounds = Bounds { min, max, step, integer: false };
            view! { <SliderField subject=subject field=field bounds=bounds /> }.into_any()
        }
        FieldKind::Select(choices) => {
            let shown: Vec<_> = choices.iter().map(|choice| ui::Choice::new(choice.value, choice.label)).collect();
            let value = subject.meant(field);
            view! { <Select value=value choices=shown on_change=write /> }.into_any()
        }
        FieldKind::Json | FieldKind::JsonSchema => {
            let value = subject.value(name);
            let write = Callback::new(move |value: Option<Value>| subject.set(name, value));
            let loose = matches!(field.kind, FieldKind::Json);
            view! { <JsonBox subject=subject value=value on_change=write loose=loose placeholder=example(field) /> }.into_any()
        }
        FieldKind::Switch | FieldKind::KeyValue | FieldKind::Inputs | FieldKind::Cases | FieldKind::Body => {
            ().into_any()
        }
    }
}

/// What an empty box shows: what it means then, else an example.
pub(super) fn example(field: &'static Setting) -> String {
    let implied = field.implied.map(|implied| as_text(&implied.value()));
    implied.unwrap_or_else(|| field.placeholder.to_owned())
}

/// An empty box is an absent setting.
pub(super) fn some_text(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::String(text))
}
