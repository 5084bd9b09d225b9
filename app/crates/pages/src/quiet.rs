//! Going to another state of the same page: no step in the browser's history, no scrolling.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes to an address of the page in sight.
pub(crate) fn use_quiet_navigate() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |href: String| {
        let quiet = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&href, quiet);
    })
}
