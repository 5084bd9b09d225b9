//! One live region for what happens without a visible change of focus: "Node moved", "Sorted by cost".

use leptos::{context::Provider, prelude::*};

/// Says things to screen readers. Take it with `use_announcer()`.
#[derive(Clone, Copy)]
pub struct Announcer(RwSignal<(u32, String)>);

impl Announcer {
    fn new() -> Self {
        Self(RwSignal::new((0, String::new())))
    }

    /// Says a text once the screen reader is free. The same text is said again.
    pub fn say(self, text: impl Into<String>) {
        self.0.try_update(|(count, last)| {
            *count = count.wrapping_add(1);
            *last = text.into();
        });
    }
}

/// The announcer of the `AnnouncerProvider` around; without one nothing is said.
#[must_use]
pub fn use_announcer() -> Announcer {
    use_context().unwrap_or_else(Announcer::new)
}

/// Gives `use_announcer()` to everything inside.
#[component]
pub fn AnnouncerProvider(
    /// The application.
    children: Children,
) -> impl IntoView {
    let announcer = Announcer::new();
    // Screen readers stay silent where the text did not change: a space at the end makes it another one.
    let text = move || {
        announcer.0.with(|(count, text)| {
            if count % 2 == 0 {
                text.clone()
            } else {
                format!("{text}\u{a0}")
            }
        })
    };
    view! {
        <Provider value=announcer>{children()}</Provider>
        <div class="vh" aria-live="polite" aria-atomic="true">{text}</div>
    }
}
