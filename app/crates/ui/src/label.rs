//! Small labels: badges, counts, chips.

use leptos::prelude::*;

use crate::grouped;

/// What a badge is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    /// A word: "Support".
    #[default]
    Plain,
    /// A version or an id: "v14".
    Mono,
    /// Something unsaved or new: "3 changes".
    Accent,
}

/// A small outlined word. Never a status: those have glyph and colour.
#[component]
pub fn Badge(
    /// What it is.
    #[prop(optional)]
    kind: BadgeKind,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        BadgeKind::Plain => "badge",
        BadgeKind::Mono => "badge badge--mono",
        BadgeKind::Accent => "badge badge--accent",
    };
    view! { <span class=class>{children()}</span> }
}

/// A figure beside a word, in groups of three.
#[component]
pub fn Count(
    /// The figure.
    #[prop(into)]
    value: Signal<u64>,
    /// What is counted, for screen readers: "running".
    #[prop(optional, into)]
    of: String,
) -> impl IntoView {
    view! {
        <span class="count">
            {move || grouped(value.get())}
            {(!of.is_empty()).then(|| view! { <span class="vh">" "{of}</span> })}
        </span>
    }
}

/// A filter that is a link, so that the address restores it.
#[component]
pub fn Chip(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// Whether it is the filter in force.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="chip" href=href aria-current=move || current.get().then_some("true")>
            {children()}
        </a>
    }
}
