//! A filter by workflow: the organisation's workflows by name.

use domain::id::WorkflowId;
use leptos::prelude::*;
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, WorkflowSummary};
use ui::{Choice, Select};

/// Chooses a workflow, or any.
#[component]
pub(crate) fn WorkflowSelect(
    /// The chosen one.
    #[prop(into)]
    chosen: Signal<Option<WorkflowId>>,
    /// Called with another choice.
    #[prop(into)]
    on_choose: Callback<Option<WorkflowId>>,
) -> impl IntoView {
    let workflows = Resource::new(
        || (),
        |()| {
            list_workflows(ListQuery {
                page_size: ListQuery::MAX_PAGE_SIZE,
                ..ListQuery::default()
            })
        },
    );
    let value = Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default());
    let choose = move |id: String| on_choose.run(id.parse().ok());
    let select = move |choices: Vec<Choice>| {
        view! {
            <Select label="Workflow" empty_label="Any workflow" choices=choices value=value on_change=choose block=false />
        }
    };
    view! {
        <Transition fallback=move || select(Vec::new())>
            {move || Suspend::new(async move {
                // without the names the filter in force is still shown by its id
                select(workflows.await.map(|page| choices(&page.items)).unwrap_or_default())
            })}
        </Transition>
    }
}

fn choices(workflows: &[WorkflowSummary]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = workflows
        .iter()
        .map(|workflow| Choice::new(workflow.id.to_string(), &workflow.name))
        .collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    choices
}
