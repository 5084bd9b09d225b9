use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use persistence::PageRequest;
use persistence::workflows::{self, Origin, WorkflowFilter, WorkflowOverview};
use rpc::{AppError, LastRun, ListQuery, Page, WorkflowSummary};

use super::cover::cover;
use super::document;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::list`]. Workflows that `apex run FILE` made on its way are left out.
pub(super) async fn list(
    context: &Context,
    caller: &Caller,
    query: &ListQuery,
) -> Result<Page<WorkflowSummary>, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let filter = WorkflowFilter {
        q: Some(query.q.trim().to_owned()).filter(|q| !q.is_empty()),
        origins: vec![Origin::Studio, Origin::Api, Origin::Demo],
    };
    let page = PageRequest {
        page: query.page,
        page_size: query.page_size,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = workflows::overview(&tx, &filter, page).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let items = found.items.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?;
    Ok(Page {
        items,
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}

fn summary(overview: WorkflowOverview) -> Result<WorkflowSummary, AppError> {
    let WorkflowOverview {
        summary,
        sketch,
        has_changes,
        last_run,
    } = overview;
    let sketch: Workflow = document::stored(sketch)?;
    Ok(WorkflowSummary {
        id: summary.id,
        name: summary.name,
        description: summary.description,
        version: summary.latest_version,
        workflow_version_id: summary.latest_version_id,
        has_changes,
        updated_at: summary.updated_at,
        last_run: last_run.map(|(id, status, queued_at)| LastRun { id, status, queued_at }),
        cover: cover(&sketch),
    })
}
