use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::WorkflowId;
use persistence::TenantTx;
use persistence::workflows::{self, WorkflowRecord};
use rpc::{AppError, WorkflowDetail};

use super::document;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, id: WorkflowId) -> Result<WorkflowDetail, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = find(&tx, id).await?;
    let newest = workflows::latest_version(&tx, id).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let graph = document::stored(record.draft)?;
    Ok(WorkflowDetail {
        id,
        name: record.summary.name,
        revision: record.summary.draft_revision,
        version: record.summary.latest_version,
        workflow_version_id: record.summary.latest_version_id,
        has_changes: newest.is_none_or(|version| *version.document != graph),
        created_at: record.summary.created_at,
        updated_at: record.summary.updated_at,
        graph,
    })
}

/// The workflow, unless it is away or somebody else's: 404.
pub(super) async fn find(tx: &TenantTx, id: WorkflowId) -> Result<WorkflowRecord, AppError> {
    let record = workflows::get(tx, id).await.map_err(from_db)?;
    record
        .filter(|record| record.summary.archived_at.is_none())
        .ok_or_else(|| AppError::not_found("workflow"))
}

/// The workflow's draft, which nobody else publishes or changes until the transaction ends: of two who publish it at
/// the same moment, the second finds the version of the first.
pub(super) async fn hold_draft(tx: &TenantTx, id: WorkflowId) -> Result<Workflow, AppError> {
    let record = workflows::hold(tx, id).await.map_err(from_db)?;
    let record = record.filter(|record| record.summary.archived_at.is_none());
    let record = record.ok_or_else(|| AppError::not_found("workflow"))?;
    document::stored(record.draft)
}

/// The workflow with its draft read.
pub(super) async fn find_draft(tx: &TenantTx, id: WorkflowId) -> Result<(WorkflowRecord, Workflow), AppError> {
    let mut record = find(tx, id).await?;
    let draft = document::stored(record.draft.take())?;
    Ok((record, draft))
}
