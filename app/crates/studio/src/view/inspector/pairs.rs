//! Names and values: headers, query parameters. Values may be expressions; what looks like a key is masked.

use domain::catalogue::Field as Setting;
use leptos::prelude::*;
use serde_json::Value;
use ui::{Button, ButtonKind, ControlSize, FieldError, Icon, IconButton, IconName, IconSize, with_code};

use super::expression::ExpressionBox;
use super::field::id_of;
use super::pair_rows::{Row, object_of, rows_of};
use crate::run::masked::is_secret;
use crate::state::subject::{Subject, as_text};

/// The rows.
#[component]
pub(super) fn PairsField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let name = field.name;
    let value = subject.value(name);
    // rows without a name yet are only here; undo elsewhere makes these stale
    let local = RwSignal::new(rows_of(value.get_untracked().as_ref()));
    let rows = memo(move || {
        let now = value.get();
        local.with(|local| {
            if object_of(local) == now {
                local.clone()
            } else {
                rows_of(now.as_ref())
            }
        })
    });
    let change = Callback::new(move |next: Vec<Row>| {
        let object = object_of(&next);
        local.set(next);
        subject.set(name, object);
    });
    let count = memo(move || rows.with(Vec::len));
    let add = move || {
        let mut next = rows.get_untracked();
        next.push(Row {
            name: String::new(),
            value: Value::String(String::new()),
        });
        local.set(next);
    };
    let error = subject.fault_of(name);
    view! {
        <div class="field" role="group" aria-label=field.label>
            <span class="field__label" id=id_of(name) tabindex="-1">{field.label}</span>
            <div class="pairs">
                <For each=move || 0..count.get() key=|index| *index let:index>
                    <PairRow subject=subject field=field index=index rows=rows change=change />
                </For>
            </div>
            <Button kind=ButtonKind::Ghost size=ControlSize::Small icon=IconName::Plus class="kv__add" on_press=add>
                {format!("Add to {}", field.label.to_lowercase())}
            </Button>
            {(!field.help.is_empty()).then(|| view! { <p class="field__hint">{field.help}</p> })}
            <FieldError id=format!("{}-error", id_of(name)) error=error />
        </div>
    }
}

#[component]
fn PairRow(
    subject: Subject,
    field: &'static Setting,
    index: usize,
    rows: Memo<Vec<Row>>,
    change: Callback<Vec<Row>>,
) -> impl IntoView {
    let row = memo(move || rows.with(|rows| rows.get(index).cloned().unwrap_or_default()));
    let name = memo(move || row.with(|row| row.name.clone()));
    let text = memo(move || row.with(|row| as_text(&row.value)));
    let secret = memo(move || name.with(|name| is_secret(name)));
    let with = move |edit: &dyn Fn(&mut Row)| {
        let mut next = rows.get_untracked();
        if let Some(row) = next.get_mut(index) {
            edit(row);
        }
        change.run(next);
    };
    let write = Callback::new(move |text: String| with(&|row| row.value = Value::String(text.clone())));
    let remove = move || {
        let mut next = rows.get_untracked();
        if index < next.len() {
            next.remove(index);
        }
        change.run(next);
    };
    let exposed = memo(move || secret.get() && text.with(|text| is_exposed(text)));
    let number = index + 1;
    let value_box = move || {
        let secret = secret.get();
        view! {
            <ExpressionBox
                subject=subject
                id=format!("{}-value-{index}", id_of(field.name))
                value=text
                on_input=write
                label=format!("Value {number}")
                secret=secret
                previews=false
            />
        }
    };
    view! {
        <div class="pairs__row">
            <input
                class="input mono"
                aria-label=format!("Name {number}")
                autocomplete="off"
                spellcheck="false"
                prop:value=name
                on:input=move |event| {
                    let text = event_target_value(&event);
                    with(&|row| row.name.clone_from(&text));
                }
            />
            {value_box}
            <IconButton
                icon=IconName::Trash2
                label=format!("Remove row {number}")
                size=ControlSize::Small
                on_press=remove
            />
            <Show when=move || exposed.get()><Exposed /></Show>
        </div>
    }
}

/// Whether a value that should be secret stands there for everyone to read.
fn is_exposed(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains("{{")
}

#[component]
fn Exposed() -> impl IntoView {
    const TEXT: &str = "Typed in here, it is kept in the draft, in every version and in the journal of each run. \
                        Store it as a secret and write `{{ secrets.NAME }}`.";
    view! {
        <p class="pairs__warning" role="note">
            <Icon name=IconName::TriangleAlert size=IconSize::Small />
            <span>
                {with_code(TEXT)}
                " "
                <a class="link" href="/docs/errors/literal_secret" target="_blank" rel="noopener">"Why"</a>
            </span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_value_that_is_written_out_is_exposed() {
        assert!(is_exposed("Bearer sk-123"));
        assert!(!is_exposed("Bearer {{ secrets.api_token }}") && !is_exposed("  "));
    }
}
