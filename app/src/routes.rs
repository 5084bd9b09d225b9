//! The route table. A page that is not in it does not exist.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use pages::{HomePage, NotFoundPage, RunPage, RunsPage, SignInPage, WorkflowsPage};
use studio::StudioPage;
use ui::{UiProvider, mark_hydrated};

use crate::frame::Frame;

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
                        <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                        <Route path=path!("/studio") view=WorkflowsPage ssr=SsrMode::Async />
                        <Route path=path!("/studio/:id") view=StudioPage ssr=SsrMode::Async />
                        <Route path=path!("/runs") view=RunsPage ssr=SsrMode::Async />
                        <Route path=path!("/runs/:id") view=RunPage ssr=SsrMode::Async />
                        <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    </FlatRoutes>
                </Frame>
            </Router>
        </UiProvider>
    }
}

fn not_found() -> impl IntoView {
    #[cfg(feature = "ssr")]
    rpc::api::context::set_status(404);
    view! { <NotFoundPage /> }
}
