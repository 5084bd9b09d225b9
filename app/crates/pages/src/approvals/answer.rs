//! The boxes of an answer.

use domain::inputs::typed::shown;
use domain::inputs::{InputSpec, InputType};
use leptos::prelude::*;
use serde_json::{Map, Value};
use ui::{Choice, CodeInput, Field, Language, Select, TextArea, TextInput};

use super::fields::{Form, FormBox, WHOLE};

/// Faults by box.
pub(super) type Faults = Vec<(String, String)>;

/// What is typed, and what is wrong with it. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    /// Texts by box.
    pub(super) texts: RwSignal<Map<String, Value>>,
    /// Faults by box.
    pub(super) faults: RwSignal<Faults>,
}

impl Typed {
    /// The defaults of the form.
    pub(super) fn new(form: &Form) -> Self {
        let texts = match form {
            Form::Nothing | Form::Whole => Map::new(),
            Form::Boxes(boxes) => {
                let first = |one: &FormBox| (one.spec.name.clone(), Value::String(shown(&one.spec, None)));
                boxes.iter().map(first).collect()
            }
        };
        Self {
            texts: RwSignal::new(texts),
            faults: RwSignal::new(Vec::new()),
        }
    }
}

/// All boxes of a form.
#[component]
pub(super) fn Answer(form: Form, typed: Typed) -> impl IntoView {
    let whole = || FormBox {
        spec: InputSpec {
            name: WHOLE.to_owned(),
            kind: InputType::Object,
            required: false,
            default: None,
            description: None,
        },
        label: "Answer".to_owned(),
        choices: Vec::new(),
    };
    let boxes = match form {
        Form::Nothing => Vec::new(),
        Form::Whole => vec![whole()],
        Form::Boxes(boxes) => boxes,
    };
    boxes
        .into_iter()
        .map(|one| view! { <AnswerField one=one typed=typed /> })
        .collect_view()
}

#[component]
fn AnswerField(one: FormBox, typed: Typed) -> impl IntoView {
    let FormBox { spec, label, choices } = one;
    let name = StoredValue::new(spec.name.clone());
    let value = memo(move || {
        let of = |texts: &Map<String, Value>, name: &String| {
            texts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        typed.texts.with(|texts| name.with_value(|name| of(texts, name)))
    });
    let write = Callback::new(move |text: String| {
        typed.texts.update(|texts| {
            texts.insert(name.get_value(), Value::String(text));
        });
    });
    let fault = Signal::derive(move || {
        let of = |faults: &Faults, name: &String| {
            let found = faults.iter().find(|(at, _)| at == name);
            found.map(|(_, fault)| fault.clone())
        };
        typed.faults.with(|faults| name.with_value(|name| of(faults, name)))
    });
    let aside = if spec.required { "Required" } else { "" };
    let kind = spec.kind;
    // built within the field, where it finds its id
    let control = move || {
        let choices = match kind {
            InputType::Boolean if choices.is_empty() => vec![Choice::new("true", "Yes"), Choice::new("false", "No")],
            _other => choices
                .iter()
                .map(|choice| Choice::new(choice.clone(), choice.clone()))
                .collect(),
        };
        if !choices.is_empty() {
            return view! { <Select value=value choices=choices empty_label="Choose" on_change=write /> }.into_any();
        }
        match kind {
            InputType::String | InputType::Boolean => view! { <TextInput value=value on_input=write /> }.into_any(),
            InputType::Number | InputType::Integer => {
                view! { <TextInput value=value on_input=write mono=true /> }.into_any()
            }
            InputType::Text => view! { <TextArea value=value on_input=write /> }.into_any(),
            InputType::Object | InputType::Array | InputType::Any => {
                view! { <CodeInput value=value on_input=write language=Language::Json rows=3 /> }.into_any()
            }
        }
    };
    view! {
        <Field id=field_id(&spec.name) label=label aside=aside hint=spec.description.unwrap_or_default() error=fault>
            {control()}
        </Field>
    }
}

/// The id of a box in the page.
pub(super) fn field_id(name: &str) -> String {
    format!("answer-{name}")
}
