//! The route table. A page that is not in it does not exist.

use leptos::either::EitherOf11;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use pages::{
    ApprovalPage, ApprovalsPage, DeadLettersPage, FailuresPage, HomePage, NotFoundPage, RunPage, RunsPage, SignInPage,
    TriggersPage, WorkflowsPage,
};
use studio::StudioPage;
use ui::{UiProvider, mark_hydrated};

use crate::frame::Frame;

/// A page, told from the others by its variant: going from one to another takes the old one away and builds the new
/// one. As bare `AnyView`s all pages look alike, and the router would turn one into the other element by element,
/// which leaves titles of pages that are gone.
type Page =
    EitherOf11<AnyView, AnyView, AnyView, AnyView, AnyView, AnyView, AnyView, AnyView, AnyView, AnyView, AnyView>;

/// The application. Pages are sent when their data is there, so that their status code and title are true.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    mark_hydrated();
    view! {
        <UiProvider>
            <Router>
                <Frame>
                    <FlatRoutes fallback=not_found>
                        <Route path=path!("/") view=home ssr=SsrMode::Async />
                        <Route path=path!("/studio") view=workflows ssr=SsrMode::Async />
                        <Route path=path!("/studio/:id") view=studio ssr=SsrMode::Async />
                        <Route path=path!("/runs") view=runs ssr=SsrMode::Async />
                        <Route path=path!("/runs/:id") view=run ssr=SsrMode::Async />
                        <Route path=path!("/approvals") view=approvals ssr=SsrMode::Async />
                        <Route path=path!("/approvals/:id") view=approval ssr=SsrMode::Async />
                        <Route path=path!("/dead-letters") view=dead_letters ssr=SsrMode::Async />
                        <Route path=path!("/failures") view=failures ssr=SsrMode::Async />
                        <Route path=path!("/workflows/:id/triggers") view=triggers ssr=SsrMode::Async />
                        <Route path=path!("/sign-in") view=sign_in ssr=SsrMode::Async />
                    </FlatRoutes>
                </Frame>
            </Router>
        </UiProvider>
    }
}

fn home() -> Page {
    EitherOf11::A(view! { <HomePage /> }.into_any())
}

fn workflows() -> Page {
    EitherOf11::B(view! { <WorkflowsPage /> }.into_any())
}

fn studio() -> Page {
    EitherOf11::C(view! { <StudioPage /> }.into_any())
}

fn runs() -> Page {
    EitherOf11::D(view! { <RunsPage /> }.into_any())
}

fn run() -> Page {
    EitherOf11::E(view! { <RunPage /> }.into_any())
}

fn sign_in() -> Page {
    EitherOf11::F(view! { <SignInPage /> }.into_any())
}

fn dead_letters() -> Page {
    EitherOf11::G(view! { <DeadLettersPage /> }.into_any())
}

fn failures() -> Page {
    EitherOf11::H(view! { <FailuresPage /> }.into_any())
}

fn triggers() -> Page {
    EitherOf11::I(view! { <TriggersPage /> }.into_any())
}

fn approvals() -> Page {
    EitherOf11::J(view! { <ApprovalsPage /> }.into_any())
}

fn approval() -> Page {
    EitherOf11::K(view! { <ApprovalPage /> }.into_any())
}

fn not_found() -> AnyView {
    #[cfg(feature = "ssr")]
    rpc::api::context::set_status(404);
    view! { <NotFoundPage /> }
}
