//! Whether the page lives. Tests and the focus after navigation ask the same mark: `body[data-hydrated]`.

use leptos::prelude::*;

const MARK: &str = "data-hydrated";

/// False on the server and while hydrating, true afterwards: for what may only stand in a living page.
#[must_use]
pub fn use_hydrated() -> Signal<bool> {
    let hydrated = RwSignal::new(false);
    effect(move || hydrated.set(true));
    hydrated.into()
}

/// Marks `<body data-hydrated>` once all effects of the first render have run. Call it once, in `App`.
pub fn mark_hydrated() {
    effect(move || {
        request_animation_frame(|| {
            if let Some(body) = document().body() {
                // Fails only for an invalid attribute name.
                drop(body.set_attribute(MARK, ""));
            }
        });
    });
}

/// Whether the mark is set. Only in effects and events.
pub(crate) fn is_hydrated() -> bool {
    document().body().is_some_and(|body| body.has_attribute(MARK))
}
