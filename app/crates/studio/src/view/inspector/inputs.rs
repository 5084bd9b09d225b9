//! The inputs that a workflow declares: what the Run form, the API and the command line ask for.

use domain::catalogue::Field as Setting;
use domain::inputs::InputType;
use domain::inputs::typed::{as_text, parse};
use leptos::prelude::*;
use serde_json::{Map, Value, json};
use ui::{Button, ButtonKind, Checkbox, Choice, ControlSize, FieldError, IconButton, IconName, Select, TextInput};

use super::field::id_of;
use crate::state::subject::Subject;

/// The declarations.
#[component]
pub(super) fn InputsField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let name = field.name;
    let list = subject.read(move |node| list_of(node.config.get(name)));
    let count = memo(move || list.with(Vec::len));
    let write =
        Callback::new(move |list: Vec<Value>| subject.set(name, (!list.is_empty()).then_some(Value::Array(list))));
    let add = move || {
        let mut next = list.get_untracked();
        next.push(json!({ "name": free_name(&next), "type": "string", "required": true }));
        write.run(next);
    };
    view! {
        <div class="field" role="group" aria-label=field.label>
            <span class="field__label" id=id_of(name) tabindex="-1">{field.label}</span>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <InputRow index=index list=list write=write />
            </For>
            <Button kind=ButtonKind::Ghost size=ControlSize::Small icon=IconName::Plus class="kv__add" on_press=add>
                "Add input"
            </Button>
            <p class="field__hint">{field.help}</p>
            <FieldError id=format!("{}-error", id_of(name)) error=subject.fault_of(name) />
        </div>
    }
}

fn list_of(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn free_name(list: &[Value]) -> String {
    let taken = |name: &str| {
        list.iter()
            .any(|input| input.get("name").and_then(Value::as_str) == Some(name))
    };
    crate::document::ids::fresh("input", taken)
}

#[component]
fn InputRow(index: usize, list: Memo<Vec<Value>>, write: Callback<Vec<Value>>) -> impl IntoView {
    let row = memo(move || list.with(|list| list.get(index).and_then(Value::as_object).cloned().unwrap_or_default()));
    let text = move |key: &'static str| {
        memo(move || row.with(|row| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()))
    };
    let kind = memo(move || row.with(kind_of));
    let default = memo(move || row.with(default_text));
    let required = memo(move || row.with(|row| row.get("required").and_then(Value::as_bool).unwrap_or(false)));
    let put = move |key: &'static str, value: Option<Value>| {
        let mut next = list.get_untracked();
        if let Some(Value::Object(row)) = next.get_mut(index) {
            match value {
                Some(value) => {
                    row.insert(key.to_owned(), value);
                }
                None => {
                    row.shift_remove(key);
                }
            }
        }
        write.run(next);
    };
    let put_text =
        move |key: &'static str| move |text: String| put(key, (!text.is_empty()).then_some(Value::String(text)));
    let put_default = move |text: String| put("default", typed_default(kind.get_untracked(), &text));
    let remove = move || {
        let mut next = list.get_untracked();
        if index < next.len() {
            next.remove(index);
        }
        write.run(next);
    };
    let types: Vec<_> = InputType::ALL
        .iter()
        .map(|kind| Choice::new(kind.as_str(), kind.as_str()))
        .collect();
    let number = index + 1;
    view! {
        <div class="inputs__row" role="group" aria-label=format!("Input {number}")>
            <div class="inputs__line">
                <TextInput
                    value=text("name")
                    on_input=move |text: String| put("name", Some(Value::String(text)))
                    label=format!("Name of input {number}")
                    placeholder="name"
                    mono=true
                />
                <Select
                    value=move || kind.get().as_str().to_owned()
                    choices=types
                    on_change=put_text("type")
                    label=format!("Type of input {number}")
                />
                <IconButton icon=IconName::Trash2 label=format!("Remove input {number}") size=ControlSize::Small on_press=remove />
            </div>
            <TextInput
                value=default
                on_input=put_default
                label=format!("Default of input {number}")
                placeholder="Default"
                mono=true
            />
            <TextInput
                value=text("description")
                on_input=put_text("description")
                label=format!("Description of input {number}")
                placeholder="What it is for"
            />
            <Checkbox
                label="Required"
                checked=required
                on_change=move |on: bool| put("required", Some(Value::Bool(on)))
            />
        </div>
    }
}

fn kind_of(row: &Map<String, Value>) -> InputType {
    row.get("type")
        .and_then(Value::as_str)
        .and_then(InputType::from_word)
        .unwrap_or_default()
}

/// What is no value of its type yet is kept as text; validation says so.
fn typed_default(kind: InputType, text: &str) -> Option<Value> {
    match parse(kind, text) {
        Ok(value) => value,
        Err(_) => Some(Value::String(text.to_owned())),
    }
}

fn default_text(row: &Map<String, Value>) -> String {
    match row.get("default") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => match kind_of(row) {
            // one line: a box of several would grow with every key
            InputType::Object | InputType::Array => value.to_string(),
            kind => as_text(kind, value),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_typed_defaults_are_kept_as_text() {
        assert_eq!(typed_default(InputType::Array, "[1, "), Some(json!("[1, ")));
        assert_eq!(typed_default(InputType::Array, "[1]"), Some(json!([1])));
        assert_eq!(typed_default(InputType::Number, ""), None);
        let row =
            |default: Value| Map::from_iter([("type".to_owned(), json!("array")), ("default".to_owned(), default)]);
        assert_eq!(default_text(&row(json!("[1, "))), "[1, ");
        assert_eq!(default_text(&row(json!([1]))), "[1]");
    }
}
