//! The workflow that is told when a run of this one fails.

use domain::id::WorkflowId;
use leptos::prelude::*;
use rpc::api::trigger::{get_settings, save_settings};
use rpc::api::workflow::list_workflows;
use rpc::{AppError, ListQuery, NamedWorkflow};
use ui::{Card, Choice, Field, Select, Toast, use_toasts};

/// A choice among the organisation's workflows, kept at once.
#[component]
pub(super) fn OnFailure(
    /// The workflow whose runs may fail.
    workflow: WorkflowId,
    /// The one that is told now.
    chosen: Option<NamedWorkflow>,
) -> impl IntoView {
    let toasts = use_toasts();
    let value = RwSignal::new(chosen.as_ref().map(|chosen| chosen.id.to_string()).unwrap_or_default());
    let choices = RwSignal::new(chosen.map(choice).into_iter().collect::<Vec<_>>());
    // the list comes when the page lives: most readers never open it
    effect(move || {
        leptos::task::spawn_local(async move {
            let query = ListQuery {
                page_size: ListQuery::MAX_PAGE_SIZE,
                ..ListQuery::default()
            };
            if let Ok(page) = list_workflows(query).await {
                let others = page.items.into_iter().filter(|other| other.id != workflow);
                let others = others.map(|other| {
                    choice(NamedWorkflow {
                        id: other.id,
                        name: other.name,
                    })
                });
                choices.try_set(others.collect());
            }
        });
    });
    let pick = move |picked: String| {
        let before = value.get_untracked();
        value.set(picked.clone());
        leptos::task::spawn_local(async move {
            match keep(workflow, &picked).await {
                Ok(()) => toasts.success("Saved"),
                Err(error) => {
                    value.try_set(before);
                    toasts.show(Toast::error("The choice could not be saved").text(error.message));
                }
            }
        });
    };
    view! {
        <Card title="When a run fails">
            <Field
                id="error-workflow"
                label="Start this workflow"
                hint="It is given error, run and step. Its own failure starts nothing further."
            >
                <Select value=value choices=choices on_change=pick empty_label="None" />
            </Field>
        </Card>
    }
}

fn choice(workflow: NamedWorkflow) -> Choice {
    Choice::new(workflow.id.to_string(), workflow.name)
}

/// Changes this one setting and leaves the others as they are.
async fn keep(workflow: WorkflowId, picked: &str) -> Result<(), AppError> {
    let mut settings = get_settings(workflow).await?;
    settings.error_workflow_id = picked.parse().ok();
    save_settings(workflow, settings).await.map(drop)
}
