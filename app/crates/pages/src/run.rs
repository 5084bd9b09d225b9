//! One run: where it stands, what each step took and gave, live.

use domain::id::RunId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rpc::api::run::get_run;
use rpc::{AppError, RunDetail};
use ui::{Crumb, Crumbs, Loading, PageFrame, PageHead, Skeleton, SkeletonShape, StatusPill};

use crate::loaded::{Asked, Loaded, shows};
use crate::outcome::of_run;

/// The run that the address names.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let detail: Asked<RunDetail> = Resource::new(move || id.get(), asked);
    let crumbs = move || {
        view! { <Crumbs crumbs=Signal::derive(move || vec![Crumb::link("Runs", "/runs"), Crumb::here(id.get())]) /> }
    };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page page--wide run">
                <Loaded
                    of=detail
                    failure="The run could not be loaded"
                    skeleton=|| view! { <Loading label="Loading the run"><Skeleton shape=SkeletonShape::Block /></Loading> }
                    show=shows(|detail: RunDetail| {
                        let status = of_run(detail.header.status);
                        view! {
                            <PageHead
                                title=detail.header.workflow_name
                                beside=move || view! { <span data-run-status=status.as_str()><StatusPill status=status /></span> }
                            />
                        }
                    })
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

async fn asked(id: String) -> Result<RunDetail, AppError> {
    match id.parse::<RunId>() {
        Ok(id) => get_run(id).await,
        Err(_) => Err(AppError::not_found("run")),
    }
}
