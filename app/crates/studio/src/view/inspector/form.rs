//! The form of a kind, made from its catalogue entry: no kind is treated specially here.

use domain::catalogue::NodeKind;
use leptos::prelude::*;
use ui::{Banner, Status, with_code};

use super::field::FieldRow;
use crate::state::subject::Subject;

/// All settings in sight.
#[component]
pub(super) fn Form(subject: Subject) -> impl IntoView {
    let Some(kind) = subject.kind else {
        return view! {
            <Banner
                status=Status::Waiting
                title="This version of Apex doesn't know this kind"
                text="Its settings are kept as they are. Delete the step, or update Apex."
            />
        }
        .into_any();
    };
    let rows = kind.fields.iter().map(|field| {
        let visible = visible(subject, kind, field.when);
        view! { <Show when=move || visible.get()><FieldRow subject=subject field=field /></Show> }
    });
    let whole = subject.fault(&[]);
    let general = move || {
        whole
            .get()
            .filter(|_| kind.fields.is_empty())
            .map(|text| view! { <p class="field__error">{text}</p> })
    };
    let help = kind
        .help
        .split("\n\n")
        .map(|paragraph| view! { <p>{with_code(paragraph)}</p> })
        .collect_view();
    view! {
        {rows.collect_view()}
        {general}
        <details class="inspector__help">
            <summary>{format!("About {}", kind.title)}</summary>
            {help}
        </details>
    }
    .into_any()
}

/// Whether a setting makes sense with the others as they are.
fn visible(
    subject: Subject,
    kind: &'static NodeKind,
    when: Option<(&'static str, &'static [&'static str])>,
) -> Memo<bool> {
    let Some((name, values)) = when else {
        return memo(|| true);
    };
    let other = kind.fields.iter().find(|field| field.name == name);
    let meant = other.map(|other| subject.meant(other));
    memo(move || meant.is_none_or(|meant| meant.with(|text| values.contains(&text.as_str()))))
}
