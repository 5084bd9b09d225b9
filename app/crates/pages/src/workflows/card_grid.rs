//! Workflows as cards with their menus.

use leptos::prelude::*;
use rpc::WorkflowSummary;

use super::card::WorkflowCard;
use super::desk::Desk;
use super::menu::WorkflowMenu;

/// The cards of a page.
#[component]
pub(super) fn CardGrid(workflows: Vec<WorkflowSummary>, desk: Desk) -> impl IntoView {
    let card = move |workflow: WorkflowSummary| {
        let menu = workflow.clone();
        view! {
            <li>
                <WorkflowCard workflow=workflow>
                    <WorkflowMenu workflow=menu desk=desk />
                </WorkflowCard>
            </li>
        }
    };
    view! {
        <ul class="cards" aria-label="Workflows">
            {workflows.into_iter().map(card).collect_view()}
        </ul>
    }
}
