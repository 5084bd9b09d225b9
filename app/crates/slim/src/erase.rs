//! How a view of any type becomes the one type of view.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use full::either::Either;
use full::prelude::{Get, Memo, RenderHtml, RwSignal, Signal, Suspend};
use full::tachys::view::any_view;
use full::tachys::view::iterators::StaticVec;
use leptos_router::any_nested_route::AnyNestedRoute;

use crate::any_view::AnyView;
use crate::element::Element;
use crate::live::{__as_shared_reactive_fn, Live};

/// Makes a view's type unnameable; a view that has none stays what it is.
pub trait IntoAny {
    /// The view without its type.
    fn into_any(self) -> AnyView;
}

impl<T: RenderHtml + Send> IntoAny for T {
    fn into_any(self) -> AnyView {
        unless_same(self.into_owned(), |view| any_view::IntoAny::into_any(view).settle())
    }
}

/// What the `view!` and `component` macros call on every child and component.
pub trait IntoMaybeErased {
    /// A view without its type, or a route.
    type Output;

    /// The view without its type.
    fn into_maybe_erased(self) -> Self::Output;
}

impl<T> IntoMaybeErased for T
where
    T: any_view::IntoMaybeErased<Output: Settle<Output: 'static>> + 'static,
{
    type Output = <<T as any_view::IntoMaybeErased>::Output as Settle>::Output;

    fn into_maybe_erased(self) -> Self::Output {
        unless_same(self, |view| any_view::IntoMaybeErased::into_maybe_erased(view).settle())
    }
}

/// What becomes of what Leptos has erased.
pub trait Settle {
    /// [`AnyView`] for a view; a route stays one.
    type Output;

    /// Becomes that.
    fn settle(self) -> Self::Output;
}

impl Settle for full::prelude::AnyView {
    type Output = AnyView;

    fn settle(self) -> AnyView {
        AnyView::of(self)
    }
}

impl Settle for AnyNestedRoute {
    type Output = Self;

    fn settle(self) -> Self {
        self
    }
}

/// Leaves what is a `U` already as it is: a layer more would cost an allocation and an indirection each time.
fn unless_same<T: 'static, U: 'static>(value: T, change: fn(T) -> U) -> U {
    let mut value = Some(value);
    let same = (&mut value as &mut dyn Any)
        .downcast_mut::<Option<U>>()
        .and_then(Option::take);
    match (same, value) {
        (Some(same), _) => same,
        (None, Some(value)) => change(value),
        (None, None) => wasm_bindgen::throw_str("a value is either of that type or of another"),
    }
}

/// What the `view!` macro calls on every block of Rust. One impl for each kind of view that our blocks yield, so that
/// closures of all sites can be told from them and share one type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no view that a block of `view!` may yield",
    note = "a function that makes a view returns `AnyView`, not `impl IntoView`; a component may do as it likes"
)]
pub trait IntoRender {
    /// The block as a view without a type.
    fn into_render(self) -> AnyView;
}

impl<T: RenderHtml + Send + 'static> IntoRender for Live<T> {
    fn into_render(self) -> AnyView {
        self.map(T::into_any).into_any()
    }
}

impl<F, T> IntoRender for F
where
    F: FnMut() -> T + Send + 'static,
    T: RenderHtml + Send + 'static,
{
    fn into_render(self) -> AnyView {
        __as_shared_reactive_fn(self).into_render()
    }
}

macro_rules! views {
    ($([$($generic:ident),*] $view:ty;)*) => { $(
        impl<$($generic),*> IntoRender for $view
        where
            $view: RenderHtml + Send,
        {
            fn into_render(self) -> AnyView {
                self.into_any()
            }
        }
    )* };
}

views! {
    [] ();
    [] AnyView;
    [] full::prelude::AnyView;
    [] Element;
    [] String;
    [] &'static str;
    [] Arc<str>;
    [] Cow<'static, str>;
    [T] Option<T>;
    [T] Vec<T>;
    [T] StaticVec<T>;
    [A, B] Either<A, B>;
    [A, B] (A, B);
    [T] Suspend<T>;
}

macro_rules! signals {
    ($($signal:ident)*) => { $(
        impl<T: RenderHtml + Clone + Send + Sync + 'static> IntoRender for $signal<T> {
            fn into_render(self) -> AnyView {
                __as_shared_reactive_fn(move || self.get()).into_render()
            }
        }
    )* };
}

signals!(Memo RwSignal Signal);

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoRender for $number {
            fn into_render(self) -> AnyView {
                self.to_string().into_any()
            }
        }
    )* };
}

numbers!(i32 u32 i64 u64 usize f64);

/// What the `view!` macro puts around its result: here nothing.
#[derive(Debug)]
pub struct View;

impl View {
    /// The result without its type.
    #[expect(clippy::new_ret_no_self, reason = "the macro's name for it")]
    pub fn new(view: impl RenderHtml) -> AnyView {
        view.into_any()
    }
}

/// Answers what the `view!` macro says in debug builds.
pub trait Marked {
    /// Where in the source the view was written: of no use here.
    #[must_use]
    fn with_view_marker(self, marker: &'static str) -> Self;
}

impl Marked for AnyView {
    fn with_view_marker(self, _marker: &'static str) -> Self {
        self
    }
}
