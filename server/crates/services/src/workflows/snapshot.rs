use domain::access::{Caller, Permission};
use domain::id::{WorkflowId, WorkflowVersionId};
use persistence::workflows::{self, NewVersion};
use rpc::AppError;

use super::{document, get};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_version_id;

/// See [`rpc::service::WorkflowService::snapshot`].
pub(super) async fn snapshot(
    context: &Context,
    caller: &Caller,
    id: WorkflowId,
) -> Result<WorkflowVersionId, AppError> {
    require(caller, Permission::RunsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let draft = get::hold_draft(&tx, id).await?;
    let document = document::judge(draft);
    if !document.is_valid() {
        return Err(document.refuse(""));
    }
    if let Some(newest) = workflows::latest_version(&tx, id).await.map_err(from_db)?
        && *newest.document == document.workflow
    {
        return Ok(newest.summary.id);
    }
    let new = NewVersion {
        id: new_version_id(),
        document: &document.workflow,
        message: None,
        created_by: caller.user(),
        at: context.clock.now(),
    };
    let version = workflows::snapshot(&tx, id, new).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    version.ok_or_else(|| AppError::not_found("workflow"))
}
