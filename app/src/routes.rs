//! The route table. A page that is not in it does not exist.

use leptos::either::EitherOf6;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use pages::{HomePage, NotFoundPage, RunPage, RunsPage, SignInPage, WorkflowsPage};
use studio::StudioPage;
use ui::{UiProvider, mark_hydrated};

use crate::frame::Frame;

/// A page, told from the others by its variant: going from one to another takes the old one away and builds the new
/// one. As bare `AnyView`s all pages look alike, and the router would turn one into the other element by element,
/// which leaves titles of pages that are gone.
type Page = EitherOf6<AnyView, AnyView, AnyView, AnyView, AnyView, AnyView>;

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
                        <Route path=path!("/sign-in") view=sign_in ssr=SsrMode::Async />
                    </FlatRoutes>
                </Frame>
            </Router>
        </UiProvider>
    }
}

fn home() -> Page {
    EitherOf6::A(view! { <HomePage /> }.into_any())
}

fn workflows() -> Page {
    EitherOf6::B(view! { <WorkflowsPage /> }.into_any())
}

fn studio() -> Page {
    EitherOf6::C(view! { <StudioPage /> }.into_any())
}

fn runs() -> Page {
    EitherOf6::D(view! { <RunsPage /> }.into_any())
}

fn run() -> Page {
    EitherOf6::E(view! { <RunPage /> }.into_any())
}

fn sign_in() -> Page {
    EitherOf6::F(view! { <SignInPage /> }.into_any())
}

fn not_found() -> impl IntoView {
    #[cfg(feature = "ssr")]
    rpc::api::context::set_status(404);
    view! { <NotFoundPage /> }
}
