use domain::access::{Caller, Permission};
use domain::id::{WorkflowId, WorkflowVersionId};
use persistence::PageRequest;
use persistence::workflows;
use rpc::{AppError, ListQuery, Page, VersionDetail, VersionSummary};

use super::get as get_workflow;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::versions`].
pub(super) async fn list(
    context: &Context,
    caller: &Caller,
    id: WorkflowId,
    query: &ListQuery,
) -> Result<Page<VersionSummary>, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    get_workflow::find(&tx, id).await?;
    let page = PageRequest {
        page: query.page,
        page_size: query.page_size,
    };
    let found = workflows::versions(&tx, id, page).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let items = found.items.into_iter().filter_map(|version| {
        let number = version.version?;
        Some(VersionSummary {
            id: version.id,
            version: number,
            message: version.message,
            created_at: version.created_at,
        })
    });
    Ok(Page {
        items: items.collect(),
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}

/// See [`rpc::service::WorkflowService::version`].
pub(super) async fn get(context: &Context, caller: &Caller, id: WorkflowVersionId) -> Result<VersionDetail, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = workflows::version(&tx, id)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("version"))?;
    tx.commit().await.map_err(from_db)?;
    Ok(VersionDetail {
        id,
        workflow_id: found.summary.workflow,
        version: found.summary.version,
        message: found.summary.message,
        created_at: found.summary.created_at,
        graph: (*found.document).clone(),
    })
}
