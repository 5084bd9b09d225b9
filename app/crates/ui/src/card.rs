//! Cards: a raised surface with a line around it. A card never lies in a card.

use leptos::prelude::*;

use crate::class_list::class_list;

/// A card with an optional head.
#[component]
pub fn Card(
    /// The title in the head. Empty: no head.
    #[prop(optional, into)]
    title: Signal<String>,
    /// What stands at the end of the head: a button, a legend.
    #[prop(optional, into)]
    end: Option<ViewFnOnce>,
    /// The content reaches the edges: a table, a list.
    #[prop(optional)]
    flush: bool,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    let end = end.map(|end| view! { <div class="card__end">{end.run()}</div> });
    let has_end = end.is_some();
    let heading = move || {
        title
            .with(|title| !title.is_empty())
            .then(|| view! { <h2 class="heading-13">{title}</h2> })
    };
    let body = if flush { "" } else { "card__body" };
    view! {
        <section class=class_list(&["card", class])>
            <header class="card__head" hidden=move || !has_end && title.with(String::is_empty)>
                {heading}
                {end}
            </header>
            <div class=body>{children()}</div>
        </section>
    }
}

/// A figure with its name: the tiles above a chart, the facts of a run.
#[component]
pub fn Fact(
    /// What it is: "Duration".
    #[prop(into)]
    label: String,
    /// The figure with its unit.
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// A row of `Fact`s in one card.
#[component]
pub fn Facts(
    /// The facts, in order.
    children: Children,
) -> impl IntoView {
    view! { <dl class="card facts">{children()}</dl> }
}
