//! A closure that is asked again whenever a signal that it read has changed.

use std::sync::{Arc, Mutex};

use full::prelude::RenderHtml;
use full::tachys::reactive_graph::SharedReactiveFunction;

use crate::any_view::AnyView;
use crate::erase::IntoRender;

/// A reactive closure of any origin: only what it returns is left of its type.
pub struct Live<T>(pub(crate) Box<dyn FnMut() -> T + Send>);

/// Called by the `view!` macro on every closure that is written out in it.
#[doc(hidden)]
pub fn __as_shared_reactive_fn<T>(closure: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Live(Box::new(closure))
}

impl<T: 'static> Live<T> {
    /// The same closure, with something done to each of its values.
    pub(crate) fn map<U: 'static>(mut self, change: fn(T) -> U) -> SharedReactiveFunction<U> {
        Arc::new(Mutex::new(move || change((self.0)())))
    }
}

/// A view that changes with the signals which `closure` reads.
pub fn live<T: RenderHtml + Send + 'static>(closure: impl FnMut() -> T + Send + 'static) -> AnyView {
    __as_shared_reactive_fn(closure).into_render()
}
