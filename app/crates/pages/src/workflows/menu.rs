//! What can be done with one workflow.

use domain::id::WorkflowId;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::WorkflowSummary;
use rpc::api::workflow::duplicate_workflow;
use ui::{Icon, IconName, Menu, MenuItem, MenuLinkItem, MenuRule, Toast, use_toasts};

use super::desk::{Desk, Doomed};

/// Open, runs, triggers, duplicate, export, delete.
#[component]
pub(super) fn WorkflowMenu(workflow: WorkflowSummary, desk: Desk) -> impl IntoView {
    let id = workflow.id;
    let label = format!("Actions for {}", workflow.name);
    let doomed = StoredValue::new(Doomed::of(workflow));
    let duplicate = use_duplicate(id, desk);
    let trigger = || view! { <Icon name=IconName::Ellipsis /> };
    view! {
        <Menu
            id=format!("menu-{id}")
            label=label
            trigger=trigger
            trigger_class="btn btn--ghost btn--icon btn--sm"
            align=ui::Align::End
        >
            <MenuLinkItem href=format!("/studio/{id}") label="Open" icon=IconName::SquarePen />
            <MenuLinkItem href=format!("/runs?workflow={id}") label="Show runs" icon=IconName::Activity />
            <MenuLinkItem href=format!("/workflows/{id}/triggers") label="Triggers" icon=IconName::Webhook />
            <MenuItem label="Duplicate" icon=IconName::CopyPlus on_pick=duplicate />
            <MenuLinkItem href=format!("/api/v1/workflows/{id}/export") label="Export" icon=IconName::Download external=true attr:download="" />
            <MenuRule />
            <MenuItem label="Delete…" icon=IconName::Trash2 danger=true on_pick=move |()| desk.doomed.set(Some(doomed.get_value())) />
        </Menu>
    }
}

fn use_duplicate(id: WorkflowId, desk: Desk) -> Callback<()> {
    let toasts = use_toasts();
    let navigate = use_navigate();
    Callback::new(move |()| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match duplicate_workflow(id).await {
                Ok(copy) => {
                    desk.refresh.run(());
                    let open = move || navigate(&format!("/studio/{}", copy.id), Default::default());
                    toasts.show(Toast::success("Duplicated").action("Open copy", open));
                }
                Err(error) => toasts.show(Toast::error("The workflow could not be duplicated").text(error.message)),
            }
        });
    })
}
