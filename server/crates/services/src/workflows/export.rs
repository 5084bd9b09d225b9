use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::WorkflowId;
use persistence::workflows;
use rpc::AppError;

use super::get;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::export`].
pub(super) async fn export(
    context: &Context,
    caller: &Caller,
    id: WorkflowId,
    version: Option<i32>,
) -> Result<Workflow, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let (_, draft) = get::find_draft(&tx, id).await?;
    let document = match version {
        None => draft,
        Some(number) => {
            let found = workflows::version_by_number(&tx, id, number).await.map_err(from_db)?;
            let found = found.ok_or_else(|| AppError::not_found("version"))?;
            (*found.document).clone()
        }
    };
    tx.commit().await.map_err(from_db)?;
    Ok(document)
}
