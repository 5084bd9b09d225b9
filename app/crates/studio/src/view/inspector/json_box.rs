//! A box for JSON: what is half typed stays, the node keeps its last valid value.

use leptos::prelude::*;
use serde_json::Value;
use ui::{CodeInput, FieldError, Language};

use super::json_text::{read, shown};
use crate::state::subject::Subject;

/// The box. Outside of a field it needs a label.
#[component]
pub(super) fn JsonBox(
    /// The node.
    subject: Subject,
    /// The value.
    #[prop(into)]
    value: Signal<Option<Value>>,
    /// Called with every valid value; none when it was emptied.
    on_change: Callback<Option<Value>>,
    /// Takes plain text too.
    #[prop(default = false)]
    loose: bool,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// Its spoken name, where no field around it has one.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    // what is typed, and the value that stood when it was: undo elsewhere makes it stale
    let typed = RwSignal::new(None::<(String, Option<Value>)>);
    let text = memo(move || {
        let now = value.get();
        typed.with(|typed| match typed {
            Some((text, base)) => {
                let fits = match read(text, loose) {
                    Ok(read) => read == now,
                    Err(_) => *base == now,
                };
                if fits { text.clone() } else { shown(now.as_ref(), loose) }
            }
            None => shown(now.as_ref(), loose),
        })
    });
    let fault = memo(move || text.with(|text| read(text, loose).err()));
    let type_in = move |next: String| {
        let before = value.get_untracked();
        let parsed = read(&next, loose);
        typed.set(Some((next, before)));
        if let Ok(parsed) = parsed {
            on_change.run(parsed);
        }
    };
    let error_id = format!("json-error-{}", subject.id());
    view! {
        <CodeInput
            value=text
            on_input=type_in
            language=Language::Json
            rows=4
            placeholder=placeholder
            label=label.unwrap_or_default()
        />
        <FieldError id=error_id error=fault />
    }
}
