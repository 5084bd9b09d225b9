use domain::access::{Caller, Permission};
use domain::id::TriggerId;
use persistence::triggers;
use rpc::AppError;

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::TriggerService::delete`].
pub(super) async fn delete(context: &Context, caller: &Caller, id: TriggerId) -> Result<(), AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let deleted = triggers::delete(&tx, id).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    if deleted {
        Ok(())
    } else {
        Err(AppError::not_found("trigger"))
    }
}
