//! Times that people read: exact from the server, human after mount, exact again on hover.

use std::time::Duration;

use leptos::prelude::*;

use crate::instant::{exact_instant, parse_instant, relative};

/// How often relative times are told anew.
const BEAT: Duration = Duration::from_secs(15);

/// The present in milliseconds, once the page lives; `None` before, so that both sides render the same.
#[derive(Clone, Copy)]
pub struct Now(RwSignal<Option<i64>>);

impl Now {
    /// Starts a clock that beats every 15 seconds while its owner lives.
    pub(crate) fn start() -> Self {
        let now = Self(RwSignal::new(None));
        effect(move || {
            now.read_clock();
            if let Ok(beat) = set_interval_with_handle(move || now.read_clock(), BEAT) {
                on_cleanup(move || beat.clear());
            }
        });
        now
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit in 53 bits")]
    fn read_clock(self) {
        self.0.try_set(Some(js_sys::Date::now() as i64));
    }

    /// The present, tracked; `None` on the server and before the first effect.
    #[must_use]
    pub fn get(self) -> Option<i64> {
        self.0.get()
    }
}

/// The clock of the `UiProvider` around, or one of its own.
#[must_use]
pub fn use_now() -> Now {
    use_context().unwrap_or_else(Now::start)
}

/// A point in time: "4 minutes ago", with the exact time on hover.
#[component]
pub fn RelativeTime(
    /// RFC 3339, such as `2026-11-20T12:04:31Z`. What cannot be read is shown as it is.
    #[prop(into)]
    at: Signal<String>,
) -> impl IntoView {
    let now = use_now();
    let instant = memo(move || at.with(|at| parse_instant(at)));
    let exact = move || instant.get().map_or_else(|| at.get(), exact_instant);
    let words = move || match (instant.get(), now.get()) {
        (Some(instant), Some(now)) => relative(instant, now),
        (Some(_) | None, _) => exact(),
    };
    view! { <time datetime=at title=exact>{words}</time> }
}
