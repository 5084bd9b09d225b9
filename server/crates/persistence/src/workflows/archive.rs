//! Putting a workflow away. Its versions and runs stay.

use chrono::{DateTime, Utc};
use domain::id::WorkflowId;

use crate::statement::execute;
use crate::{DbError, TenantTx};

const ARCHIVE: &str = "
UPDATE workflows SET archived_at = coalesce(archived_at, $3), updated_at = $3 WHERE tenant_id = $1 AND id = $2";

/// Takes the workflow out of the lists; doing it again changes nothing. False when there is no such workflow.
pub async fn archive(tx: &TenantTx, id: WorkflowId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let changed = execute(tx.conn(), ARCHIVE, [tx.key(), id.uuid().into(), at.into()]).await?;
    Ok(changed > 0)
}
