//! Breadcrumbs in the top bar.

use leptos::prelude::*;

/// One step of the way here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The words.
    pub label: String,
    /// Where it goes; none for the page in sight.
    pub href: Option<String>,
}

impl Crumb {
    /// A step with a way back.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    /// The page in sight.
    pub fn here(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// The way to the page in sight.
#[component]
pub fn Crumbs(
    /// The steps; the last one is the page in sight.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let steps = move || {
        crumbs
            .get()
            .into_iter()
            .map(|crumb| view! { <li>{step(crumb)}</li> })
            .collect_view()
    };
    view! {
        <nav class="truncate" aria-label="Breadcrumb">
            <ol class="crumbs">{steps}</ol>
        </nav>
    }
}

fn step(crumb: Crumb) -> AnyView {
    match crumb.href {
        Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
        None => {
            let title = crumb.label.clone();
            view! { <span class="truncate" aria-current="page" title=title>{crumb.label}</span> }.into_any()
        }
    }
}
