//! Making a workflow.

use chrono::{DateTime, Utc};
use domain::id::{UserId, WorkflowId};
use serde_json::Value;

use super::Origin;
use super::content_hash::of_draft;
use crate::statement::execute;
use crate::{DbError, TenantTx};

/// A workflow to be made.
#[derive(Debug, Clone)]
pub struct NewWorkflow {
    /// Its id, freshly minted.
    pub id: WorkflowId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The first draft; need not be valid.
    pub draft: Value,
    /// Where it came from.
    pub origin: Origin,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

const INSERT: &str = "
INSERT INTO workflows (tenant_id, id, name, description, draft, draft_hash, draft_updated_at, origin, created_by,
                       created_at, updated_at)
VALUES ($1, $2, $3, $4, $5::json, $9, $6, $7, $8, $6, $6)";

/// Makes a workflow whose draft is at revision 1.
pub async fn create(tx: &TenantTx, workflow: NewWorkflow) -> Result<(), DbError> {
    let draft = workflow.draft.to_string();
    let hash = of_draft(&draft)?;
    let values = [
        tx.key(),
        workflow.id.uuid().into(),
        workflow.name.into(),
        workflow.description.into(),
        draft.into(),
        workflow.at.into(),
        workflow.origin.as_str().into(),
        workflow.created_by.map(UserId::uuid).into(),
        hash.into(),
    ];
    execute(tx.conn(), INSERT, values).await.map(drop)
}
