//! The heading of a page: sets the document's title, and takes the focus after a navigation, which the router leaves
//! where it was.

use leptos::{html, prelude::*};
use leptos_meta::Title;

use crate::{escape::title_content, floating::focus, hydrated::is_hydrated};

/// The page's `<h1>`. One a page.
#[component]
pub fn PageTitle(
    /// The words of the heading, and of the document's title ("… · Apex").
    #[prop(into)]
    title: Signal<String>,
    /// What kind of page it is, where the title alone is some thing's name: "… · Studio · Apex".
    #[prop(optional)]
    area: &'static str,
    /// Keeps the heading for screen readers only, where the page names itself otherwise (studio, playground).
    #[prop(optional)]
    hide: bool,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |done: Option<bool>| {
        let Some(element) = heading.get() else { return false };
        if done != Some(true) && is_hydrated() {
            focus(&element);
        }
        true
    });
    view! {
        <Title text=move || title_content(document_title(&title.get(), area)) />
        <h1 class=if hide { "vh" } else { "heading-20" } tabindex="-1" node_ref=heading>{title}</h1>
    }
}

fn document_title(title: &str, area: &str) -> String {
    if area.is_empty() {
        format!("{title} · Apex")
    } else {
        format!("{title} · {area} · Apex")
    }
}

/// The head of a page: title, what stands beside it, and its actions at the end.
#[component]
pub fn PageHead(
    /// The title; see `PageTitle`.
    #[prop(into)]
    title: Signal<String>,
    /// What kind of page it is; see `PageTitle`.
    #[prop(optional)]
    area: &'static str,
    /// One line below the title.
    #[prop(optional, into)]
    text: Signal<String>,
    /// Beside the title: a status pill, a version.
    #[prop(optional, into)]
    beside: Option<ViewFnOnce>,
    /// The actions, at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let line = move || {
        text.with(|text| !text.is_empty())
            .then(|| view! { <p class="page__text">{text}</p> })
    };
    view! {
        <header class="page__head">
            <PageTitle title=title area=area />
            {beside.map(ViewFnOnce::run)}
            {children.map(|children| view! { <div class="page__end">{children()}</div> })}
            {line}
        </header>
    }
}
