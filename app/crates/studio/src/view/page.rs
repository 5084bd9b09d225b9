//! The page of one workflow: loads it, or says why not.

use domain::id::WorkflowId;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use rpc::AppError;
use rpc::api::workflow::get_workflow;
use ui::{
    Crumb, Crumbs, EmptyState, ErrorState, FrameKind, IconName, LinkButton, Loading, PageFrame, PageTitle, Skeleton,
};

use super::editor::Editor;

/// The studio, for the route `/studio/:id`.
#[component]
pub fn StudioPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("id")?.parse::<WorkflowId>().ok()));
    let tries = RwSignal::new(0_u32);
    let detail = Resource::new(
        move || (id.get(), tries.get()),
        |(id, _)| async move {
            match id {
                Some(id) => get_workflow(id).await,
                None => Err(AppError::not_found("workflow")),
            }
        },
    );
    let retry = Callback::new(move |()| tries.update(|tries| *tries += 1));
    view! {
        <Suspense fallback=frame_of_bones>
            {move || Suspend::new(async move {
                match detail.await {
                    Ok(detail) => view! { <Editor detail=detail /> }.into_any(),
                    Err(error) => view! { <NotLoaded error=error retry=retry /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Why there is nothing to edit.
#[component]
fn NotLoaded(error: AppError, retry: Callback<()>) -> impl IntoView {
    let missing = error.status == 404;
    let heading = if missing {
        "No such workflow"
    } else {
        "The workflow could not be loaded"
    };
    let body = if error.status == 401 {
        view! { <SessionEnded /> }.into_any()
    } else if missing {
        view! {
            <EmptyState
                icon=IconName::Workflow
                title=heading
                text="It may have been deleted, or it belongs to another organisation."
            >
                <LinkButton href="/studio">"All workflows"</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <ErrorState title=heading text=error.message request_id=error.request_id on_retry=retry /> }.into_any()
    };
    view! {
        <PageFrame crumbs=crumbs>
            <PageTitle title=heading hide=true />
            <div class="page">{body}</div>
        </PageFrame>
    }
}

/// Nobody is signed in any more: what was not saved is still in this browser.
#[component]
fn SessionEnded() -> impl IntoView {
    let location = use_location();
    let way_back = move || {
        let path = location.pathname.get();
        format!("/sign-in?next={path}")
    };
    view! {
        <ErrorState title="Your session has ended" text="Sign in again to go on; nothing is lost.">
            <LinkButton href=Signal::derive(way_back)>"Sign in"</LinkButton>
        </ErrorState>
    }
}

/// The panels at their final size.
fn frame_of_bones() -> AnyView {
    let lines = |count: usize| (0..count).map(|_| view! { <Skeleton /> }).collect_view();
    view! {
        <PageFrame kind=FrameKind::Fixed crumbs=crumbs>
            <Loading label="Loading the workflow">
                <div class="studio" style="--drawer: 0px">
                    <div class="canvas studio__canvas"></div>
                    <div class="panel studio__palette studio__bones">{lines(10)}</div>
                    <div class="panel studio__inspector studio__bones">{lines(6)}</div>
                </div>
            </Loading>
        </PageFrame>
    }
}

fn crumbs() -> AnyView {
    view! { <Crumbs crumbs=vec![Crumb::link("Workflows", "/studio")] /> }
}
