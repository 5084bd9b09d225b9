//! Workflows as rows with their menus.

use leptos::prelude::*;
use rpc::WorkflowSummary;
use ui::{Column, RelativeTime, Table};

use super::card::{LastRunLine, Version};
use super::desk::Desk;
use super::menu::WorkflowMenu;

/// The columns.
pub(super) const COLUMNS: [Column; 5] = [
    Column::text("name", "Name"),
    Column::text("version", "Version"),
    Column::text("last", "Last run"),
    Column::text("updated", "Edited"),
    Column::tools("Actions"),
];

/// The rows of a page.
#[component]
pub(super) fn WorkflowTable(workflows: Vec<WorkflowSummary>, desk: Desk) -> impl IntoView {
    let row = move |workflow: WorkflowSummary| {
        let (href, menu) = (format!("/studio/{}", workflow.id), workflow.clone());
        let title = workflow.description.unwrap_or_default();
        let last = workflow.last_run.map(|last| {
            let at = last.queued_at.to_rfc3339();
            view! { <LastRunLine last=Some(last) updated=at /> }
        });
        view! {
            <tr class="workflow__row">
                <th scope="row"><a class="link-row" href=href title=title>{workflow.name}</a></th>
                <td><Version version=workflow.version has_changes=workflow.has_changes /></td>
                <td>{last}</td>
                <td><RelativeTime at=workflow.updated_at.to_rfc3339() /></td>
                <td class="is-tools"><WorkflowMenu workflow=menu desk=desk /></td>
            </tr>
        }
    };
    view! {
        <div class="card stacks">
            <Table label="Workflows" columns=COLUMNS.to_vec()>{workflows.into_iter().map(row).collect_view()}</Table>
        </div>
    }
}
