//! Copies an id, a key, a command.

use std::time::Duration;

use leptos::prelude::*;

use crate::{ButtonKind, ControlSize, IconButton, IconName, clipboard::copy};

/// How long the tick stands.
const TOLD: Duration = Duration::from_secs(2);

/// An icon button that copies a text and says so.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it copies: "Copy run id".
    #[prop(default = "Copy".to_owned(), into)]
    label: String,
    /// Its weight; ghost unless said otherwise.
    #[prop(default = ButtonKind::Ghost)]
    kind: ButtonKind,
    /// Its height; small unless said otherwise.
    #[prop(default = ControlSize::Small)]
    size: ControlSize,
) -> impl IntoView {
    let done = RwSignal::new(false);
    let press = move || {
        copy(&text.get_untracked());
        done.set(true);
        set_timeout(
            move || {
                done.try_set(false);
            },
            TOLD,
        );
    };
    let icon = Signal::derive(move || if done.get() { IconName::Check } else { IconName::Copy });
    let words = Signal::derive(move || if done.get() { "Copied".to_owned() } else { label.clone() });
    view! {
        <IconButton icon=icon label=words kind=kind size=size on_press=press />
        <span class="vh" role="status">{move || done.get().then_some("Copied")}</span>
    }
}
