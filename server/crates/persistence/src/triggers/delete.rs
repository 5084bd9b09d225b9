//! Ending triggers.

use domain::id::TriggerId;

use crate::statement::execute;
use crate::{DbError, TenantTx};

const DELETE: &str = "DELETE FROM triggers WHERE tenant_id = $1 AND id = $2";

/// Deletes the trigger with what came to it; runs that it started stay. False when it is not there.
pub async fn delete(tx: &TenantTx, id: TriggerId) -> Result<bool, DbError> {
    Ok(execute(tx.conn(), DELETE, [tx.key(), id.uuid().into()]).await? > 0)
}
