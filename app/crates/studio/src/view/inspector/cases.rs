//! The cases of a switch: a value and the port that it leads to.

use domain::catalogue::Field as Setting;
use leptos::prelude::*;
use serde_json::{Value, json};
use ui::{Button, ButtonKind, ControlSize, FieldError, Icon, IconButton, IconName, IconSize, TextInput};

use super::field::id_of;
use super::json_text::shown;
use crate::state::subject::Subject;

/// The cases.
#[component]
pub(super) fn CasesField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let name = field.name;
    let list = subject.read(move |node| {
        node.config
            .get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    });
    let count = memo(move || list.with(Vec::len));
    let write = Callback::new(move |list: Vec<Value>| subject.set(name, Some(Value::Array(list))));
    let add = move || {
        let mut next = list.get_untracked();
        let port = free_port(&next);
        next.push(json!({ "equals": port, "port": port }));
        write.run(next);
    };
    view! {
        <div class="field" role="group" aria-label=field.label>
            <span class="field__label" id=id_of(name) tabindex="-1">
                {field.label}
                <span class="field__aside">"Value, then port"</span>
            </span>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <CaseRow index=index list=list write=write />
            </For>
            <Button kind=ButtonKind::Ghost size=ControlSize::Small icon=IconName::Plus class="kv__add" on_press=add>
                "Add case"
            </Button>
            {(!field.help.is_empty()).then(|| view! { <p class="field__hint">{field.help}</p> })}
            <FieldError id=format!("{}-error", id_of(name)) error=subject.fault_of(name) />
        </div>
    }
}

fn free_port(list: &[Value]) -> String {
    let taken = |port: &str| {
        list.iter()
            .any(|case| case.get("port").and_then(Value::as_str) == Some(port))
    };
    crate::document::ids::fresh("case", taken)
}

#[component]
fn CaseRow(index: usize, list: Memo<Vec<Value>>, write: Callback<Vec<Value>>) -> impl IntoView {
    let cell = move |key: &'static str| {
        memo(move || list.with(|list| list.get(index).and_then(|case| case.get(key)).cloned()))
    };
    let (equals, port) = (cell("equals"), cell("port"));
    let put = move |key: &'static str, value: Value| {
        let mut next = list.get_untracked();
        if let Some(Value::Object(case)) = next.get_mut(index) {
            case.insert(key.to_owned(), value);
        }
        write.run(next);
    };
    let remove = move || {
        let mut next = list.get_untracked();
        if index < next.len() {
            next.remove(index);
        }
        write.run(next);
    };
    let number = index + 1;
    view! {
        <div class="cases__row">
            <TextInput
                value=move || shown(equals.get().as_ref(), true)
                on_input=move |text: String| put("equals", value_of(&text))
                label=format!("Value of case {number}")
                placeholder="value"
                mono=true
            />
            <Icon name=IconName::ArrowRight size=IconSize::Small class="icon--quiet" />
            <TextInput
                value=move || port.get().and_then(|port| port.as_str().map(str::to_owned)).unwrap_or_default()
                on_input=move |text: String| put("port", Value::String(text))
                label=format!("Port of case {number}")
                placeholder="port"
                mono=true
            />
            <IconButton icon=IconName::Trash2 label=format!("Remove case {number}") size=ControlSize::Small on_press=remove />
        </div>
    }
}

/// What reads as JSON is that value, anything else a text.
fn value_of(text: &str) -> Value {
    serde_json::from_str(text.trim()).unwrap_or_else(|_| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_shown_again() {
        for text in ["open", "7", "true", "\"7\"", "\"", ""] {
            assert_eq!(shown(Some(&value_of(text)), true), text);
        }
    }
}
