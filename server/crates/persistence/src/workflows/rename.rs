//! Giving a workflow another name.

use chrono::{DateTime, Utc};
use domain::id::WorkflowId;

use crate::statement::execute;
use crate::{DbError, TenantTx};

const RENAME: &str = "
UPDATE workflows SET name = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL";

/// Changes the name that lists show, not the one inside the draft. False when there is no such workflow.
pub async fn rename(tx: &TenantTx, id: WorkflowId, name: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    let changed = execute(tx.conn(), RENAME, [tx.key(), id.uuid().into(), name.into(), at.into()]).await?;
    Ok(changed > 0)
}
