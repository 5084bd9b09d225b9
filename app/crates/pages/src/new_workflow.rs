//! Makes a workflow with a start node and opens it.

use domain::catalogue::Catalogue;
use domain::graph::{Node, NodeId, Position, Workflow};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::AppError;
use rpc::api::workflow::create_workflow;
use ui::{Toast, use_toasts};

/// What a workflow is called until it has a name.
const UNTITLED: &str = "Untitled workflow";
/// The kind that begins every workflow.
const START: &str = "start";

/// A callback that makes a workflow and opens it in the studio; says why where that fails.
#[must_use]
pub fn use_new_workflow() -> Callback<()> {
    let navigate = use_navigate();
    let toasts = use_toasts();
    Callback::new(move |()| {
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match made().await {
                Ok(address) => navigate(&address, Default::default()),
                Err(error) => toasts.show(Toast::error("The workflow could not be made").text(error.message)),
            }
        });
    })
}

/// Makes it; gives its address.
async fn made() -> Result<String, AppError> {
    let graph = serde_json::to_value(blank()).map_err(|_| AppError::internal())?;
    let created = create_workflow(UNTITLED.to_owned(), graph).await?;
    Ok(format!("/studio/{}", created.id))
}

/// A workflow that begins and does nothing yet.
fn blank() -> Workflow {
    let mut workflow = Workflow::new(UNTITLED);
    workflow.nodes.extend(start());
    workflow
}

fn start() -> Option<Node> {
    let kind = Catalogue::builtin().get(START)?;
    Some(Node {
        id: START.parse::<NodeId>().ok()?,
        kind: kind.key.to_owned(),
        title: None,
        position: Some(Position::default()),
        config: (kind.defaults)(),
        retry: None,
        timeout_ms: None,
        on_error: None,
        mock: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::graph::validate;

    #[test]
    fn a_new_workflow_can_be_run_as_it_is() {
        let workflow = blank();
        assert_eq!(workflow.nodes.len(), 1);
        let errors = validate(&workflow, Catalogue::builtin());
        assert!(errors.iter().all(|problem| !problem.is_error()), "{errors:?}");
    }
}
