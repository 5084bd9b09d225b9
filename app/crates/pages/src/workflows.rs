//! The list of workflows.

use leptos::prelude::*;
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, Page, WorkflowSummary};
use ui::{Button, ButtonKind, Crumb, Crumbs, IconName, Loading, PageFrame, PageHead, Skeleton, SkeletonShape};

use crate::cover::WorkflowCover;
use crate::loaded::{Asked, Loaded, shows};
use crate::new_workflow::use_new_workflow;

/// All workflows of the organisation.
#[component]
pub fn WorkflowsPage() -> impl IntoView {
    let page: Asked<_> = Resource::new(|| (), |()| list_workflows(ListQuery::default()));
    let new_workflow = use_new_workflow();
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Studio")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <div class="page">
                <PageHead title="Workflows">
                    <Button kind=ButtonKind::Primary icon=IconName::Plus on_press=new_workflow>"New workflow"</Button>
                </PageHead>
                <Loaded
                    of=page
                    failure="The workflows could not be loaded"
                    skeleton=|| view! { <Loading><Skeleton shape=SkeletonShape::Block /></Loading> }
                    show=shows(|page| view! { <Cards page=page /> })
                />
            </div>
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Cards(page: Page<WorkflowSummary>) -> impl IntoView {
    let card = |workflow: WorkflowSummary| {
        view! {
            <li>
                <a class="card tpl" href=format!("/studio/{}", workflow.id)>
                    <div class="tpl__cover"><WorkflowCover cover=workflow.cover name=workflow.name.clone() /></div>
                    <h2 class="heading-13">{workflow.name}</h2>
                </a>
            </li>
        }
    };
    view! { <ul class="gallery__grid">{page.items.into_iter().map(card).collect_view()}</ul> }
}
