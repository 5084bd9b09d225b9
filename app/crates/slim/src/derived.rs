//! Memos and effects whose closures are boxed, so that their machinery is compiled once for each type of value and not
//! once for each closure.

use full::prelude::{Effect, LocalStorage, Memo};

/// A value that is computed from signals, and tells of a change only when it differs.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    boxed_memo(Box::new(compute))
}

fn boxed_memo<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

/// Runs in the browser after rendering, and again whenever a signal that it read has changed.
pub fn effect(run: impl FnMut() + 'static) -> Effect<LocalStorage> {
    boxed_effect(Box::new(run))
}

fn boxed_effect(mut run: Box<dyn FnMut()>) -> Effect<LocalStorage> {
    Effect::new(move |_: Option<()>| run())
}
