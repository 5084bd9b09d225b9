use domain::access::{Caller, Permission};
use persistence::workflows::Origin;
use rpc::{AppError, ImportReport};

use super::{create, document};
use crate::Context;
use crate::authorize::require;

/// See [`rpc::service::WorkflowService::import`].
pub(super) async fn import(
    context: &Context,
    caller: &Caller,
    text: &str,
    keep_draft: bool,
) -> Result<ImportReport, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let document = document::read_text(text)?;
    if !document.is_valid() && !keep_draft {
        return Err(document.refuse(""));
    }
    let origin = if caller.user().is_some() {
        Origin::Studio
    } else {
        Origin::Api
    };
    let created = create::keep(context, caller, document, origin).await?;
    Ok(ImportReport {
        id: created.id,
        workflow_version_id: created.workflow_version_id,
        problems: created.problems,
    })
}
