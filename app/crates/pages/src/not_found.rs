//! The page that is not there.

use leptos::prelude::*;
use ui::{ButtonKind, Crumb, Crumbs, EmptyState, IconName, LinkButton, PageFrame, PageTitle};

/// Says that nothing is here, and leads on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Not found")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page">
                <PageTitle title="There is nothing here" />
                <EmptyState
                    icon=IconName::Unlink
                    title="This page does not exist"
                    text="The address may have a slip in it, or what was here was deleted."
                >
                    <LinkButton href="/" kind=ButtonKind::Primary>"Go home"</LinkButton>
                    <LinkButton href="/studio">"Open Studio"</LinkButton>
                </EmptyState>
            </div>
        </PageFrame>
    }
    .into_any()
}
