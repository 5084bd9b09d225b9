//! `Show`, `For` and `ForEnumerate` as Leptos has them, compiled once instead of once for every use.

use std::hash::Hash;
use std::sync::{Arc, Mutex};

use full::either::Either;
use full::prelude::{ArcMemo, ArcRwSignal, ChildrenFn, Get, Owner, ReadSignal, Set, ViewFn};
use full::tachys::reactive_graph::{OwnedView, SharedReactiveFunction};
use full::tachys::view::keyed::keyed;
use full::{IntoView, component};

use crate::any_view::AnyView;
use crate::erase::IntoAny;
use crate::key::Key;

/// Shows its children while `when` says so, else the fallback.
#[component(transparent)]
pub fn Show<W>(
    /// The children will be shown whenever this returns `true`.
    when: W,
    /// What is shown otherwise; nothing, when it isn't given.
    #[prop(optional, into)]
    fallback: ViewFn,
    children: ChildrenFn,
) -> impl IntoView
where
    W: Fn() -> bool + Send + Sync + 'static,
{
    show(Box::new(when), fallback, children)
}

fn show(when: Box<dyn Fn() -> bool + Send + Sync>, fallback: ViewFn, children: ChildrenFn) -> AnyView {
    let when = ArcMemo::new(move |_| when());
    let choose: SharedReactiveFunction<Either<AnyView, AnyView>> = Arc::new(Mutex::new(move || {
        if when.get() {
            Either::Left(children().into_any())
        } else {
            Either::Right(fallback.run().into_any())
        }
    }));
    choose.into_any()
}

/// A row that is made when the list first has its key.
struct Row {
    key: Key,
    make: Box<dyn FnOnce(usize) -> (SetIndex, AnyView) + Send>,
}

type SetIndex = Box<dyn Fn(usize)>;

/// A view for every item; an item that stays keeps its view.
#[component]
pub fn For<IF, I, T, EF, N, KF, K>(
    /// The items.
    each: IF,
    /// What tells items apart.
    key: KF,
    /// The view of an item.
    children: EF,
) -> impl IntoView
where
    IF: Fn() -> I + Send + 'static,
    I: IntoIterator<Item = T> + Send + 'static,
    EF: Fn(T) -> N + Send + Clone + 'static,
    N: IntoView + 'static,
    KF: Fn(&T) -> K + Send + Clone + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    T: Send + 'static,
{
    rows(Box::new(move || {
        let row = |item: T| {
            let children = children.clone();
            Row {
                key: Key::new(key(&item)),
                make: Box::new(move |_| (Box::new(drop), children(item).into_any())),
            }
        };
        each().into_iter().map(row).collect()
    }))
}

/// The same, for rows that know their place in the list.
#[component]
pub fn ForEnumerate<IF, I, T, EF, N, KF, K>(
    /// The items.
    each: IF,
    /// What tells items apart.
    key: KF,
    /// The view of an item at a place.
    children: EF,
) -> impl IntoView
where
    IF: Fn() -> I + Send + 'static,
    I: IntoIterator<Item = T> + Send + 'static,
    EF: Fn(ReadSignal<usize>, T) -> N + Send + Clone + 'static,
    N: IntoView + 'static,
    KF: Fn(&T) -> K + Send + Clone + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    T: Send + 'static,
{
    rows(Box::new(move || {
        let row = |item: T| {
            let children = children.clone();
            Row {
                key: Key::new(key(&item)),
                make: Box::new(move |index| {
                    let (index, set_index) = ArcRwSignal::new(index).split();
                    let view = children(index.into(), item).into_any();
                    (Box::new(move |index| set_index.set(index)), view)
                }),
            }
        };
        each().into_iter().map(row).collect()
    }))
}

/// The list itself. Each row has an owner of its own, so that a change of the list cleans up no other row.
fn rows(mut each: Box<dyn FnMut() -> Vec<Row> + Send>) -> AnyView {
    let parent = Owner::current().unwrap_or_default();
    let list = move || {
        let parent = parent.clone();
        keyed(
            each(),
            |row: &Row| row.key.clone(),
            move |index, row: Row| {
                let owner = parent.with(Owner::new);
                let (set_index, view) = owner.with(|| (row.make)(index));
                (set_index, OwnedView::new_with_owner(view, owner))
            },
        )
    };
    list.into_any()
}
