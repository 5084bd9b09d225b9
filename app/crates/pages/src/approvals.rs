//! What runs ask people: what waits for a decision, what was decided, and one question with its answer.

mod answer;
mod decision;
mod fields;
mod filters;
mod list;
mod place;
mod question;
mod row;
mod skeleton;

use domain::id::ApprovalId;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use rpc::api::approval::{get_approval, list_approvals};
use rpc::{AppError, Approval};
use ui::{Crumb, Crumbs, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use filters::Filters;
use list::Questions;
use place::ApprovalsAddress;
use question::Question;
use skeleton::{QuestionSkeleton, QuestionsSkeleton};

/// The questions of the organisation's runs.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let query = use_query_map();
    let place = memo(move || query.with(|query| ApprovalsAddress::read(|key| query.get_str(key))));
    let page: Asked<_> = Resource::new(
        move || place.get(),
        |place| list_approvals(place.filter(), place.query()),
    );
    let show = shows(move |page| view! { <Questions first=page place=place.get_untracked() /> });
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Approvals")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page page--wide approvals">
                <PageHead title="Approvals" text="Runs that wait for a person. Each goes on as soon as somebody decides." />
                <Filters place=place />
                <Loaded
                    of=page
                    failure="The approvals could not be loaded"
                    skeleton=|| view! { <QuestionsSkeleton /> }
                    show=show
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

/// The question that the address names.
#[component]
pub fn ApprovalPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("id").unwrap_or_default()));
    let question: Asked<Approval> = Resource::new(move || id.get(), asked);
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::link("Approvals", "/approvals"), Crumb::here("Question")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page approvals">
                <Loaded
                    of=question
                    titled=true
                    failure="The approval could not be loaded"
                    skeleton=|| view! { <QuestionSkeleton /> }
                    show=shows(|first| view! { <Question first=first /> })
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

async fn asked(id: String) -> Result<Approval, AppError> {
    match id.parse::<ApprovalId>() {
        Ok(id) => get_approval(id).await,
        Err(_) => Err(no_such_question()),
    }
}

/// The address names no question at all; the page says so with its status.
fn no_such_question() -> AppError {
    let error = AppError::not_found("approval");
    #[cfg(feature = "ssr")]
    rpc::api::context::set_status(error.status);
    error
}
