//! The browser's own memory. It may be closed or full: then nothing is remembered, and nothing breaks.

use leptos::prelude::window;
use web_sys::Storage;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under a name.
pub(crate) fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text; false when the browser doesn't.
pub(crate) fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Forgets it.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        // fails only where there is no storage
        drop(storage.remove_item(key));
    }
}
