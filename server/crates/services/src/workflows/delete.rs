use domain::access::{Caller, Permission};
use domain::id::WorkflowId;
use persistence::workflows;
use rpc::AppError;

use super::get;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::delete`].
pub(super) async fn delete(context: &Context, caller: &Caller, id: WorkflowId) -> Result<(), AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    get::find(&tx, id).await?;
    workflows::archive(&tx, id, context.clock.now())
        .await
        .map_err(from_db)?;
    tx.commit().await.map_err(from_db)
}
