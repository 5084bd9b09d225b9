//! The list of workflows: make, import, open, duplicate, export, delete.

mod bar;
mod card;
mod card_grid;
mod deletion;
mod desk;
mod import;
mod list;
mod menu;
mod place;
mod skeleton;
mod table;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rpc::api::workflow::list_workflows;
use ui::{Button, ButtonKind, Crumb, Crumbs, IconName, PageFrame, PageHead};

use crate::loaded::{Asked, Loaded, shows};
use crate::new_workflow::use_new_workflow;
use bar::Bar;
use deletion::Deletion;
use desk::Desk;
use import::{DropZone, ImportButton, ImportReportDialog};
use list::WorkflowList;
use place::WorkflowsAddress;
use skeleton::WorkflowsSkeleton;

pub(crate) use card::WorkflowCard;
pub(crate) use skeleton::CardsSkeleton;

/// All workflows of the organisation.
#[component]
pub fn WorkflowsPage() -> impl IntoView {
    let query = use_query_map();
    let place = memo(move || query.with(|query| WorkflowsAddress::read(|key| query.get_str(key))));
    // the view alone asks for nothing new
    let asked = memo(move || place.with(WorkflowsAddress::query));
    let page: Asked<_> = Resource::new(move || asked.get(), list_workflows);
    let desk = Desk::new(Callback::new(move |()| page.refetch()));
    let new_workflow = use_new_workflow();
    let crumbs = || view! { <Crumbs crumbs=vec![Crumb::here("Studio")] /> };
    view! {
        <PageFrame crumbs=crumbs>
            <DropZone desk=desk>
                <PageHead title="Workflows">
                    <ImportButton desk=desk />
                    <Button kind=ButtonKind::Primary icon=IconName::Plus on_press=new_workflow>"New workflow"</Button>
                </PageHead>
                <Bar place=place />
                <Loaded
                    of=page
                    failure="The workflows could not be loaded"
                    skeleton=move || view! { <WorkflowsSkeleton place=place /> }
                    show=shows(move |page| view! { <WorkflowList page=page place=place desk=desk /> })
                />
            </DropZone>
            <Deletion desk=desk />
            <ImportReportDialog desk=desk />
        </PageFrame>
    }
    .into_any()
}
