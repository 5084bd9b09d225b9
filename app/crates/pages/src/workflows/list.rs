//! One page of workflows, as cards or as rows.

use leptos::prelude::*;
use rpc::{Page, WorkflowSummary};
use ui::{Button, ButtonKind, EmptyState, IconName, LinkButton, Pager};

use super::card_grid::CardGrid;
use super::desk::Desk;
use super::import::ImportButton;
use super::place::{Layout, WorkflowsAddress};
use super::table::WorkflowTable;
use crate::new_workflow::use_new_workflow;

/// The page, or what to do where there is none.
#[component]
pub(super) fn WorkflowList(page: Page<WorkflowSummary>, place: Memo<WorkflowsAddress>, desk: Desk) -> impl IntoView {
    if page.items.is_empty() {
        let searched = place.with_untracked(|place| !place.words.is_empty());
        return if searched {
            view! { <NothingFound /> }.into_any()
        } else {
            view! { <NoWorkflows desk=desk /> }.into_any()
        };
    }
    let layout = memo(move || place.with(|place| place.layout));
    let (number, size, total) = (u64::from(page.page), u64::from(page.page_size), page.total);
    let items = StoredValue::new(page.items);
    let href = Callback::new(move |number| place.with_untracked(|place| place.on_page(number).href()));
    view! {
        {move || match layout.get() {
            Layout::Cards => view! { <CardGrid workflows=items.get_value() desk=desk /> }.into_any(),
            Layout::Table => view! { <WorkflowTable workflows=items.get_value() desk=desk /> }.into_any(),
        }}
        {(total > size).then(|| view! { <Pager page=number page_size=size total=total href=href /> })}
    }
    .into_any()
}

#[component]
fn NothingFound() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Search title="No workflow is called so" text="Try fewer letters, or look at all of them.">
            <LinkButton href="/studio">"Show all workflows"</LinkButton>
        </EmptyState>
    }
}

/// The first day.
#[component]
fn NoWorkflows(desk: Desk) -> impl IntoView {
    let new_workflow = use_new_workflow();
    view! {
        <EmptyState
            icon=IconName::Workflow
            title="No workflows yet"
            text="Draw one on the canvas, or drop a workflow file anywhere on this page."
        >
            <Button kind=ButtonKind::Primary icon=IconName::Plus on_press=new_workflow>"New workflow"</Button>
            <ImportButton desk=desk />
        </EmptyState>
    }
}
