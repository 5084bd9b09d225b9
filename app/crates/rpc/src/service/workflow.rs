use async_trait::async_trait;
use domain::access::Caller;
use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use serde_json::Value;

use crate::{
    AppError, CreatedWorkflow, DraftSaved, ImportReport, ListQuery, NewWorkflow, Page, PublishRequest,
    PublishedVersion, SaveDraft, Validation, VersionDetail, VersionSummary, WorkflowDetail, WorkflowSummary,
};

/// Workflows, drafts and versions.
#[async_trait]
pub trait WorkflowService: Send + Sync {
    /// The organisation's workflows, newest change first.
    async fn list(&self, caller: &Caller, query: &ListQuery) -> Result<Page<WorkflowSummary>, AppError>;

    /// Makes a workflow. A valid graph is published as version 1; an invalid one is kept as a draft only with
    /// `keep_draft`, else 422. A document of the wrong shape is always 422.
    async fn create(&self, caller: &Caller, new: NewWorkflow, keep_draft: bool) -> Result<CreatedWorkflow, AppError>;

    /// Makes a workflow that is only a draft, valid or not: its author publishes it when it is done.
    async fn create_draft(&self, caller: &Caller, new: NewWorkflow) -> Result<CreatedWorkflow, AppError>;

    /// Makes a workflow from the text of a file. A document with faults that has the right shape becomes a draft with
    /// `keep_draft`, else 422.
    async fn import(&self, caller: &Caller, text: &str, keep_draft: bool) -> Result<ImportReport, AppError>;

    /// A workflow with its draft.
    async fn get(&self, caller: &Caller, id: WorkflowId) -> Result<WorkflowDetail, AppError>;

    /// Saves the draft if its revision is still `expected` (412 `stale_revision` otherwise); none saves over anything.
    async fn save_draft(
        &self,
        caller: &Caller,
        id: WorkflowId,
        draft: SaveDraft,
        expected: Option<i64>,
    ) -> Result<DraftSaved, AppError>;

    /// Makes the draft the next version; 422 with all problems when it isn't valid.
    async fn publish(
        &self,
        caller: &Caller,
        id: WorkflowId,
        request: PublishRequest,
    ) -> Result<PublishedVersion, AppError>;

    /// The version that a run of the draft pins: the newest one if the draft equals it, else a snapshot without a number.
    async fn snapshot(&self, caller: &Caller, id: WorkflowId) -> Result<WorkflowVersionId, AppError>;

    /// Puts the workflow away. Its runs stay.
    async fn delete(&self, caller: &Caller, id: WorkflowId) -> Result<(), AppError>;

    /// A copy with a new name.
    async fn duplicate(&self, caller: &Caller, id: WorkflowId) -> Result<CreatedWorkflow, AppError>;

    /// Published versions, newest first.
    async fn versions(
        &self,
        caller: &Caller,
        id: WorkflowId,
        query: &ListQuery,
    ) -> Result<Page<VersionSummary>, AppError>;

    /// One version with its document.
    async fn version(&self, caller: &Caller, id: WorkflowVersionId) -> Result<VersionDetail, AppError>;

    /// The draft, or that version, as a document of the exchange format.
    async fn export(&self, caller: &Caller, id: WorkflowId, version: Option<i32>) -> Result<Workflow, AppError>;

    /// All problems of a graph.
    async fn validate(&self, caller: &Caller, graph: &Value) -> Result<Validation, AppError>;
}
