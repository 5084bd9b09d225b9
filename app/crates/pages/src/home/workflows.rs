//! The workflows last worked on, each with "Try run".

use leptos::prelude::*;
use rpc::{Page, WorkflowSummary};
use ui::{Button, ButtonKind, EmptyState, IconName, LinkButton};

use crate::new_workflow::use_new_workflow;
use crate::try_run::TryRun;
use crate::workflows::WorkflowCard;

/// The cards. On the first day, when none has run yet, it says what they are.
#[component]
pub(super) fn MyWorkflows(page: Page<WorkflowSummary>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <NoWorkflows /> }.into_any();
    }
    let first_day = page.items.iter().all(|workflow| workflow.last_run.is_none());
    let hint = first_day.then(|| {
        view! {
            <p class="home__hint dim">
                "These run at once, without a key. Try one, watch its steps, then open it and change it to your own."
            </p>
        }
    });
    let more = page.total > page.items.len() as u64;
    let card = |workflow: WorkflowSummary| {
        let (id, name) = (workflow.id, workflow.name.clone());
        view! {
            <li>
                <WorkflowCard workflow=workflow><TryRun id=id name=name /></WorkflowCard>
            </li>
        }
    };
    view! {
        {hint}
        <ul class="cards" aria-labelledby="my-workflows">{page.items.into_iter().map(card).collect_view()}</ul>
        {more.then(|| view! { <p class="home__more"><a class="link" href="/studio">"Show all workflows"</a></p> })}
    }
    .into_any()
}

#[component]
fn NoWorkflows() -> impl IntoView {
    let new_workflow = use_new_workflow();
    view! {
        <div class="card">
            <EmptyState
                icon=IconName::Workflow
                title="No workflows yet"
                text="A workflow is a drawing that runs: a start, steps, and the way between them."
            >
                <Button kind=ButtonKind::Primary icon=IconName::Plus on_press=new_workflow>"New workflow"</Button>
                <LinkButton href="/studio">"Import one"</LinkButton>
            </EmptyState>
        </div>
    }
}
