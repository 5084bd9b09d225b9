//! The frame with the parts that are the same on every page: the app provides them once, a page adds its own.

use leptos::prelude::*;

use crate::{AppFrame, FrameKind, NavItem};

/// What every page's frame has; put into the context by the app with `provide_context`.
#[derive(Clone)]
pub struct FrameParts {
    /// The path in sight, as the router has it.
    pub path: Signal<String>,
    /// The places of the rail.
    pub nav: Signal<Vec<NavItem>>,
    /// The places at the rail's end.
    pub nav_end: Signal<Vec<NavItem>>,
    /// The organisation switcher.
    pub org: ViewFn,
    /// Theme and account.
    pub account: ViewFn,
    /// Opens the command palette.
    pub on_search: Callback<()>,
}

/// [`AppFrame`] with the app's own parts. Every page renders it once, around everything else.
#[component]
pub fn PageFrame(
    /// How the rail stands.
    #[prop(optional, into)]
    kind: Signal<FrameKind>,
    /// `Crumbs`, or the name and state of what is edited.
    #[prop(optional, into)]
    crumbs: ViewFn,
    /// Buttons of the page in the top bar, before the account.
    #[prop(optional, into)]
    actions: ViewFn,
    /// The page.
    children: Children,
) -> impl IntoView {
    let parts = expect_context::<FrameParts>();
    let (org, account) = (parts.org, parts.account);
    view! {
        <AppFrame
            path=parts.path
            nav=parts.nav
            nav_end=parts.nav_end
            kind=kind
            org=move || org.run()
            crumbs=move || crumbs.run()
            actions=move || actions.run()
            account=move || account.run()
            on_search=parts.on_search
        >
            {children()}
        </AppFrame>
    }
}
