//! What the whole application stands in: toasts, announcements and one clock.

use leptos::{context::Provider, prelude::*};

use crate::{AnnouncerProvider, ToastProvider, relative_time::Now};

/// Gives `use_toasts()`, `use_announcer()` and `use_now()` to everything inside. Once, around the router's views.
#[component]
pub fn UiProvider(
    /// The application.
    children: Children,
) -> impl IntoView {
    view! {
        <Provider value=Now::start()>
            <AnnouncerProvider>
                <ToastProvider>{children()}</ToastProvider>
            </AnnouncerProvider>
        </Provider>
    }
}
