//! Workflows, drafts and versions.

mod cli;
mod cover;
mod create;
mod delete;
mod document;
mod duplicate;
mod export;
mod get;
mod import;
mod list;
mod publish;
mod save;
mod snapshot;
mod validate;
mod versions;

use async_trait::async_trait;
use domain::access::Caller;
use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use rpc::service::WorkflowService;
use rpc::{
    AppError, CreatedWorkflow, DraftSaved, ImportReport, ListQuery, NewWorkflow, Page, PublishRequest,
    PublishedVersion, SaveDraft, Validation, VersionDetail, VersionSummary, WorkflowDetail, WorkflowSummary,
};
use serde_json::Value;

use crate::Context;

pub use cli::{KeptFile, put_cli_graph, put_cli_workflow};
pub(crate) use create::create_within;
pub use create::{Creation, create_workflow};

/// Implements [`WorkflowService`]; one verb a file.
pub(crate) struct Workflows {
    context: Context,
}

impl Workflows {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl WorkflowService for Workflows {
    async fn list(&self, caller: &Caller, query: &ListQuery) -> Result<Page<WorkflowSummary>, AppError> {
        list::list(&self.context, caller, query).await
    }

    async fn create(&self, caller: &Caller, new: NewWorkflow, keep_draft: bool) -> Result<CreatedWorkflow, AppError> {
        create::create(&self.context, caller, new, keep_draft).await
    }

    async fn create_draft(&self, caller: &Caller, new: NewWorkflow) -> Result<CreatedWorkflow, AppError> {
        create::create_draft(&self.context, caller, new).await
    }

    async fn import(&self, caller: &Caller, text: &str, keep_draft: bool) -> Result<ImportReport, AppError> {
        import::import(&self.context, caller, text, keep_draft).await
    }

    async fn get(&self, caller: &Caller, id: WorkflowId) -> Result<WorkflowDetail, AppError> {
        get::get(&self.context, caller, id).await
    }

    async fn save_draft(
        &self,
        caller: &Caller,
        id: WorkflowId,
        draft: SaveDraft,
        expected: Option<i64>,
    ) -> Result<DraftSaved, AppError> {
        save::save(&self.context, caller, id, draft, expected).await
    }

    async fn publish(
        &self,
        caller: &Caller,
        id: WorkflowId,
        request: PublishRequest,
    ) -> Result<PublishedVersion, AppError> {
        publish::publish(&self.context, caller, id, request).await
    }

    async fn snapshot(&self, caller: &Caller, id: WorkflowId) -> Result<WorkflowVersionId, AppError> {
        snapshot::snapshot(&self.context, caller, id).await
    }

    async fn delete(&self, caller: &Caller, id: WorkflowId) -> Result<(), AppError> {
        delete::delete(&self.context, caller, id).await
    }

    async fn duplicate(&self, caller: &Caller, id: WorkflowId) -> Result<CreatedWorkflow, AppError> {
        duplicate::duplicate(&self.context, caller, id).await
    }

    async fn versions(
        &self,
        caller: &Caller,
        id: WorkflowId,
        query: &ListQuery,
    ) -> Result<Page<VersionSummary>, AppError> {
        versions::list(&self.context, caller, id, query).await
    }

    async fn version(&self, caller: &Caller, id: WorkflowVersionId) -> Result<VersionDetail, AppError> {
        versions::get(&self.context, caller, id).await
    }

    async fn export(&self, caller: &Caller, id: WorkflowId, version: Option<i32>) -> Result<Workflow, AppError> {
        export::export(&self.context, caller, id, version).await
    }

    async fn validate(&self, caller: &Caller, graph: &Value) -> Result<Validation, AppError> {
        validate::validate(caller, graph)
    }
}
