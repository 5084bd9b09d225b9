use domain::access::{Caller, Permission};
use domain::id::WorkflowId;
use domain::problem::Problem;
use persistence::workflows::{self, NewVersion};
use rpc::{AppError, PublishRequest, PublishedVersion};

use super::{document, get};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_version_id;

const MAX_MESSAGE_CHARS: usize = 500;

/// See [`rpc::service::WorkflowService::publish`].
pub(super) async fn publish(
    context: &Context,
    caller: &Caller,
    id: WorkflowId,
    request: PublishRequest,
) -> Result<PublishedVersion, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let message = checked_message(request.message)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let draft = get::hold_draft(&tx, id).await?;
    let document = document::judge(draft);
    if !document.is_valid() {
        return Err(document.refuse(""));
    }
    // the same click twice is the same version
    if let Some(newest) = workflows::latest_version(&tx, id).await.map_err(from_db)?
        && *newest.document == document.workflow
        && let Some(version) = newest.summary.version
    {
        return Ok(PublishedVersion {
            workflow_version_id: newest.summary.id,
            version,
        });
    }
    let new = NewVersion {
        id: new_version_id(),
        document: &document.workflow,
        message,
        created_by: caller.user(),
        at: context.clock.now(),
    };
    let workflow_version_id = new.id;
    let number = workflows::publish(&tx, id, new).await.map_err(from_db)?;
    let version = number.ok_or_else(|| AppError::not_found("workflow"))?;
    tx.commit().await.map_err(from_db)?;
    Ok(PublishedVersion {
        workflow_version_id,
        version,
    })
}

fn checked_message(message: Option<String>) -> Result<Option<String>, AppError> {
    let message = message
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if message
        .as_ref()
        .is_some_and(|text| text.chars().count() > MAX_MESSAGE_CHARS || text.contains('\0'))
    {
        let problem = Problem::error(
            "/message",
            "bad_message",
            format!("at most {MAX_MESSAGE_CHARS} characters"),
        );
        return Err(AppError::invalid(
            "invalid_body",
            "The message can't be used.",
            vec![problem],
        ));
    }
    Ok(message)
}
