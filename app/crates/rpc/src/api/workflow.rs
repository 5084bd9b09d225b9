//! Workflows, for our own pages.

use domain::id::WorkflowId;
use leptos::prelude::*;
use serde_json::Value;

use crate::json::Json;
use crate::{
    AppError, CreatedWorkflow, DraftSaved, ImportReport, ListQuery, Page, PublishedVersion, VersionSummary,
    WorkflowDetail, WorkflowSummary,
};

/// The organisation's workflows, newest change first.
#[server(prefix = "/rpc", endpoint = "workflows/list", input = Json, output = Json)]
pub async fn list_workflows(query: ListQuery) -> Result<Page<WorkflowSummary>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.list(&caller, &query).await)
}

/// Makes a workflow as a draft.
#[server(prefix = "/rpc", endpoint = "workflows/create", input = Json, output = Json)]
pub async fn create_workflow(name: String, graph: Value) -> Result<CreatedWorkflow, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    let new = crate::NewWorkflow {
        name: Some(name),
        graph,
    };
    answer(services.workflows.create_draft(&caller, new).await)
}

/// Makes a workflow from the text of a dropped file.
#[server(prefix = "/rpc", endpoint = "workflows/import", input = Json, output = Json)]
pub async fn import_workflow(text: String) -> Result<ImportReport, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.import(&caller, &text, true).await)
}

/// A workflow with its draft.
#[server(prefix = "/rpc", endpoint = "workflows/get", input = Json, output = Json)]
pub async fn get_workflow(id: WorkflowId) -> Result<WorkflowDetail, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.get(&caller, id).await)
}

/// Saves the draft if its revision is still `expected`.
#[server(prefix = "/rpc", endpoint = "workflows/save", input = Json, output = Json)]
pub async fn save_draft(
    id: WorkflowId,
    name: String,
    graph: Value,
    expected: Option<i64>,
) -> Result<DraftSaved, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    let draft = crate::SaveDraft {
        name: Some(name),
        graph,
    };
    answer(services.workflows.save_draft(&caller, id, draft, expected).await)
}

/// Makes the draft the next version.
#[server(prefix = "/rpc", endpoint = "workflows/publish", input = Json, output = Json)]
pub async fn publish_workflow(id: WorkflowId, message: Option<String>) -> Result<PublishedVersion, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(
        services
            .workflows
            .publish(&caller, id, crate::PublishRequest { message })
            .await,
    )
}

/// Published versions, newest first.
#[server(prefix = "/rpc", endpoint = "workflows/versions", input = Json, output = Json)]
pub async fn list_versions(id: WorkflowId, query: ListQuery) -> Result<Page<VersionSummary>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.versions(&caller, id, &query).await)
}

/// A copy with a new name.
#[server(prefix = "/rpc", endpoint = "workflows/duplicate", input = Json, output = Json)]
pub async fn duplicate_workflow(id: WorkflowId) -> Result<CreatedWorkflow, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.duplicate(&caller, id).await)
}

/// Puts a workflow away.
#[server(prefix = "/rpc", endpoint = "workflows/delete", input = Json, output = Json)]
pub async fn delete_workflow(id: WorkflowId) -> Result<(), AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.workflows.delete(&caller, id).await)
}
