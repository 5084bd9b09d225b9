//! Publishing: a document becomes an immutable, numbered version.

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{UserId, WorkflowId, WorkflowVersionId};
use sea_orm::FromQueryResult;

use super::content_hash::written;
use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

/// A version to be published.
#[derive(Debug, Clone)]
pub struct NewVersion<'a> {
    /// Its id, freshly minted.
    pub id: WorkflowVersionId,
    /// The document, already validated.
    pub document: &'a Workflow,
    /// What its author says of it.
    pub message: Option<String>,
    /// Who publishes it.
    pub created_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Number {
    latest_version: i32,
}

// the row's lock makes numbers gapless: a second publisher waits here
const NUMBER: &str = "
UPDATE workflows SET latest_version = coalesce(latest_version, 0) + 1, latest_version_id = $3, updated_at = $4
WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL
RETURNING latest_version";

const INSERT: &str = "
INSERT INTO workflow_versions (tenant_id, id, workflow_id, version, document, content_hash, message, created_by,
                               created_at)
VALUES ($1, $2, $3, $4, $5::json, $6, $7, $8, $9)";

/// Publishes the document and gives the version's number, from 1. None when there is no such workflow or it is
/// archived.
pub async fn publish(tx: &TenantTx, workflow: WorkflowId, version: NewVersion<'_>) -> Result<Option<i32>, DbError> {
    let (document, hash) = written(version.document)?;
    let values = [
        tx.key(),
        workflow.uuid().into(),
        version.id.uuid().into(),
        version.at.into(),
    ];
    let Some(number) = fetch_one::<_, Number>(tx.conn(), NUMBER, values).await? else {
        return Ok(None);
    };
    let values = [
        tx.key(),
        version.id.uuid().into(),
        workflow.uuid().into(),
        number.latest_version.into(),
        document.into(),
        hash.into(),
        version.message.into(),
        version.created_by.map(UserId::uuid).into(),
        version.at.into(),
    ];
    execute(tx.conn(), INSERT, values).await?;
    Ok(Some(number.latest_version))
}
