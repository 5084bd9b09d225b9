//! Rows of name and value: headers, query parameters, output fields.

use leptos::prelude::*;

use crate::{Button, ButtonKind, ControlSize, IconButton, IconName};

/// One row of a `KeyValueEditor`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyValue {
    /// The name; may be empty or doubled while someone types.
    pub key: String,
    /// The value.
    pub value: String,
}

impl KeyValue {
    /// A row.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

/// One change to the rows; `apply` is the whole logic of the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Edit {
    Add,
    Remove(usize),
    Key(usize, String),
    Value(usize, String),
}

impl Edit {
    fn apply(self, rows: &mut Vec<KeyValue>) {
        match self {
            Self::Add => rows.push(KeyValue::default()),
            Self::Remove(index) => {
                if index < rows.len() {
                    rows.remove(index);
                }
            }
            Self::Key(index, key) => {
                if let Some(row) = rows.get_mut(index) {
                    row.key = key;
                }
            }
            Self::Value(index, value) => {
                if let Some(row) = rows.get_mut(index) {
                    row.value = value;
                }
            }
        }
    }
}

/// The names that stand more than once; empty ones don't count.
#[must_use]
pub fn doubled_keys(rows: &[KeyValue]) -> Vec<String> {
    let mut doubled: Vec<String> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let again = rows.iter().take(index).any(|earlier| earlier.key == row.key);
        if again && !row.key.is_empty() && !doubled.contains(&row.key) {
            doubled.push(row.key.clone());
        }
    }
    doubled
}

/// Rows of name and value with add and remove. Order is kept; doubled names are the owner's to judge.
#[component]
pub fn KeyValueEditor(
    /// What the rows are, in the plural; spoken: "Headers".
    #[prop(into)]
    label: String,
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<KeyValue>>,
    /// Called with all rows after each change.
    #[prop(into)]
    on_change: Callback<Vec<KeyValue>>,
    /// The words of the add button: "Add header".
    #[prop(default = "Add row".to_owned(), into)]
    add_label: String,
    /// An example of a name.
    #[prop(optional, into)]
    key_placeholder: String,
    /// An example of a value.
    #[prop(optional, into)]
    value_placeholder: String,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let change = Callback::new(move |edit: Edit| {
        let mut next = rows.get_untracked();
        edit.apply(&mut next);
        on_change.run(next);
    });
    let count = memo(move || rows.with(Vec::len));
    let hints = StoredValue::new((key_placeholder, value_placeholder));
    view! {
        <div class="kv" role="group" aria-label=label>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <KeyValueRow index=index rows=rows change=change hints=hints disabled=disabled />
            </For>
            <Button
                kind=ButtonKind::Ghost
                size=ControlSize::Small
                icon=IconName::Plus
                class="kv__add"
                disabled=disabled
                on_press=move || change.run(Edit::Add)
            >
                {add_label}
            </Button>
        </div>
    }
}

/// One row: name, value, remove.
#[component]
fn KeyValueRow(
    index: usize,
    rows: Signal<Vec<KeyValue>>,
    change: Callback<Edit>,
    hints: StoredValue<(String, String)>,
    disabled: Signal<bool>,
) -> impl IntoView {
    let key = memo(move || rows.with(|rows| rows.get(index).map(|row| row.key.clone()).unwrap_or_default()));
    let value = memo(move || rows.with(|rows| rows.get(index).map(|row| row.value.clone()).unwrap_or_default()));
    let (key_hint, value_hint) = hints.get_value();
    let number = index + 1;
    view! {
        <div class="kv__row">
            <input
                class="input mono"
                aria-label=format!("Name {number}")
                placeholder=key_hint
                autocomplete="off"
                spellcheck="false"
                disabled=disabled
                value=key.get_untracked()
                prop:value=key
                on:input=move |event| change.run(Edit::Key(index, event_target_value(&event)))
            />
            <input
                class="input mono"
                aria-label=format!("Value {number}")
                placeholder=value_hint
                autocomplete="off"
                spellcheck="false"
                disabled=disabled
                value=value.get_untracked()
                prop:value=value
                on:input=move |event| change.run(Edit::Value(index, event_target_value(&event)))
            />
            <IconButton
                icon=IconName::Trash2
                label=format!("Remove row {number}")
                disabled=disabled
                on_press=move || change.run(Edit::Remove(index))
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_touch_their_row_alone() {
        let mut rows = vec![KeyValue::new("a", "1"), KeyValue::new("b", "2")];
        Edit::Value(1, "3".into()).apply(&mut rows);
        Edit::Key(0, "c".into()).apply(&mut rows);
        Edit::Add.apply(&mut rows);
        assert_eq!(
            rows,
            [KeyValue::new("c", "1"), KeyValue::new("b", "3"), KeyValue::default()]
        );
        Edit::Remove(0).apply(&mut rows);
        Edit::Remove(9).apply(&mut rows);
        assert_eq!(rows.first(), Some(&KeyValue::new("b", "3")));
    }

    #[test]
    fn a_doubled_name_is_named_once() {
        let rows = [
            KeyValue::new("x", ""),
            KeyValue::new("x", ""),
            KeyValue::new("x", ""),
            KeyValue::new("", ""),
        ];
        assert_eq!(doubled_keys(&rows), ["x"]);
    }
}
