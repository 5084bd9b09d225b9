use domain::access::{Caller, Permission};
use domain::id::WorkflowId;
use domain::limits::MAX_NAME_CHARS;
use persistence::workflows::Origin;
use rpc::{AppError, CreatedWorkflow};

use super::{create, document, get};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::duplicate`].
pub(super) async fn duplicate(context: &Context, caller: &Caller, id: WorkflowId) -> Result<CreatedWorkflow, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let (_, mut draft) = get::find_draft(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    draft.name = copy_name(&draft.name);
    create::keep(context, caller, document::judge(draft), Origin::Studio).await
}

fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " (copy)";
    let room = MAX_NAME_CHARS - SUFFIX.len();
    let head: String = name.chars().take(room).collect();
    format!("{head}{SUFFIX}")
}
