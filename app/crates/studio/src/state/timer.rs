//! One thing to do later: setting it again forgets the earlier one. It dies with the page that set it.

use std::time::Duration;

use leptos::prelude::*;

/// A timer. Only for events and effects: it does nothing on the server.
#[derive(Clone, Copy)]
pub(crate) struct Timer(StoredValue<Option<TimeoutHandle>>);

impl Timer {
    /// A timer at rest.
    pub(crate) fn new() -> Self {
        let timer = Self(StoredValue::new(None));
        on_cleanup(move || timer.stop());
        timer
    }

    /// Does `then` after so many milliseconds, instead of what was to be done.
    pub(crate) fn set(self, ms: u64, then: impl FnOnce() + 'static) {
        self.stop();
        let handle = set_timeout_with_handle(then, Duration::from_millis(ms)).ok();
        self.0.try_set_value(handle);
    }

    /// Forgets what was to be done.
    pub(crate) fn stop(self) {
        if let Some(Some(handle)) = self.0.try_update_value(Option::take) {
            handle.clear();
        }
    }
}
