//! Keeping a draft as it stands, so that a run of it is pinned to something that never changes.

use domain::graph::Workflow;
use domain::id::{UserId, WorkflowId, WorkflowVersionId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::NewVersion;
use super::content_hash::written;
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
}

const STANDING: &str = "
SELECT id FROM workflow_versions WHERE tenant_id = $1 AND workflow_id = $2 AND content_hash = $3
ORDER BY version DESC NULLS LAST LIMIT 1";

const INSERT: &str = "
INSERT INTO workflow_versions (tenant_id, id, workflow_id, document, content_hash, created_by, created_at)
SELECT tenant_id, $3, id, $4::json, $5, $6, $7 FROM workflows
WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL
RETURNING id";

/// The version of the workflow that holds this document, numbered ones first.
pub async fn version_of(
    tx: &TenantTx,
    workflow: WorkflowId,
    document: &Workflow,
) -> Result<Option<WorkflowVersionId>, DbError> {
    let (_, hash) = written(document)?;
    standing(tx, workflow, hash).await
}

async fn standing(tx: &TenantTx, workflow: WorkflowId, hash: Vec<u8>) -> Result<Option<WorkflowVersionId>, DbError> {
    let values = [tx.key(), workflow.uuid().into(), hash.into()];
    let row = fetch_one::<_, Row>(tx.conn(), STANDING, values).await?;
    Ok(row.map(|row| WorkflowVersionId::from_uuid(row.id)))
}

/// The version without a number that holds this document; the one that stands, if its document is the same. None when
/// there is no such workflow or it is archived.
pub async fn snapshot(
    tx: &TenantTx,
    workflow: WorkflowId,
    version: NewVersion<'_>,
) -> Result<Option<WorkflowVersionId>, DbError> {
    let (document, hash) = written(version.document)?;
    if let Some(version) = standing(tx, workflow, hash.clone()).await? {
        return Ok(Some(version));
    }
    let values = [
        tx.key(),
        workflow.uuid().into(),
        version.id.uuid().into(),
        document.into(),
        hash.into(),
        version.created_by.map(UserId::uuid).into(),
        version.at.into(),
    ];
    let row = fetch_one::<_, Row>(tx.conn(), INSERT, values).await?;
    Ok(row.map(|row| WorkflowVersionId::from_uuid(row.id)))
}
