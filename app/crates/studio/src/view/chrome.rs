//! The studio's part of the frame's top bar. It comes to life after the page does: both sides render it empty first.

use leptos::prelude::*;

use super::bar::{Actions, Name};
use crate::state::studio::Studio;

/// Where the studio in sight hangs its name and its buttons.
#[derive(Clone, Copy)]
pub struct Chrome(RwSignal<Option<Studio>>);

/// Lets [`StudioCrumbs`] and [`StudioActions`] find the studio in sight. Once, around the frame.
pub fn provide_chrome() {
    provide_context(Chrome(RwSignal::new(None)));
}

impl Chrome {
    /// Shows this studio in the top bar, as long as the caller lives. False when there is no such bar.
    pub(crate) fn show(studio: Studio) -> bool {
        let Some(Self(shown)) = use_context::<Self>() else {
            return false;
        };
        Effect::new(move |_| shown.set(Some(studio)));
        on_cleanup(move || {
            shown.try_set(None);
        });
        true
    }
}

fn shown() -> Signal<Option<Studio>> {
    let chrome = use_context::<Chrome>();
    Signal::derive(move || chrome.and_then(|Chrome(shown)| shown.get()))
}

/// Name, version and saved state of the workflow in the studio; nothing on other pages.
#[component]
pub fn StudioCrumbs() -> impl IntoView {
    let shown = shown();
    move || shown.get().map(|studio| view! { <Name studio=studio /> })
}

/// Run, Publish and the rest; nothing on other pages.
#[component]
pub fn StudioActions() -> impl IntoView {
    let shown = shown();
    move || shown.get().map(|studio| view! { <Actions studio=studio /> })
}
