use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::WorkflowVersionId;
use persistence::PageRequest;
use persistence::workflows::{self, DraftChange, NewVersion, Origin, WorkflowFilter};
use rpc::AppError;

use super::create::{Creation, create_workflow};
use super::document;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_version_id;

/// The version that `apex run FILE` pins. The same file run again is the same version of the same workflow, and
/// neither shows among the workflows that people draw.
pub async fn put_cli_workflow(
    context: &Context,
    caller: &Caller,
    document: &Workflow,
) -> Result<WorkflowVersionId, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let filter = WorkflowFilter {
        q: Some(document.name.clone()),
        origins: vec![Origin::Cli],
    };
    let page = PageRequest {
        page: 1,
        page_size: 100,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = workflows::list(&tx, &filter, page).await.map_err(from_db)?;
    let Some(standing) = found.items.into_iter().find(|workflow| workflow.name == document.name) else {
        drop(tx);
        let creation = Creation {
            tenant: caller.tenant,
            by: caller.user(),
            origin: Origin::Cli,
            publish: true,
        };
        let (_, version) = create_workflow(context, &creation, document).await?;
        return version.ok_or_else(AppError::internal);
    };
    if let Some(newest) = workflows::latest_version(&tx, standing.id).await.map_err(from_db)?
        && *newest.document == *document
    {
        return Ok(newest.summary.id);
    }
    let at = context.clock.now();
    let change = DraftChange {
        document: document::to_value(document)?,
        name: document.name.clone(),
        description: document.description.clone(),
        expected_revision: None,
        at,
    };
    workflows::save_draft(&tx, standing.id, change).await.map_err(from_db)?;
    let new = NewVersion {
        id: new_version_id(),
        document,
        message: None,
        created_by: caller.user(),
        at,
    };
    let version = new.id;
    workflows::publish(&tx, standing.id, new).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(version)
}
