//! The body of a loop: a graph, edited on the same canvas.

use domain::catalogue::Field as Setting;
use leptos::prelude::*;
use ui::{Button, Field, IconName};

use super::field::id_of;
use crate::expr::context::body_of;
use crate::state::subject::Subject;

/// How many steps it has, and the way in.
#[component]
pub(super) fn BodyField(subject: Subject, field: &'static Setting) -> impl IntoView {
    let studio = subject.studio;
    let count = subject.read(|node| body_of(node).map_or(0, |body| body.nodes.len()));
    let words = move || match count.get() {
        1 => "1 step".to_owned(),
        count => format!("{count} steps"),
    };
    view! {
        <Field id=id_of(field.name) label=field.label aside=words hint=field.help error=subject.fault_of(field.name)>
            <Button icon=IconName::Repeat on_press=move || studio.enter(&subject.id())>"Edit body"</Button>
        </Field>
    }
}
