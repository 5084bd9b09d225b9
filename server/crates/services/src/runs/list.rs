use domain::access::{Caller, Permission};
use persistence::PageRequest;
use persistence::runs::{self, RunFilter as Filter};
use rpc::{AppError, ListQuery, Page, RunFilter, RunHeader};

use super::header::header;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::RunService::list`].
pub(super) async fn list(
    context: &Context,
    caller: &Caller,
    filter: &RunFilter,
    query: &ListQuery,
) -> Result<Page<RunHeader>, AppError> {
    require(caller, Permission::RunsRead)?;
    let filter = Filter {
        statuses: filter.status.into_iter().collect(),
        workflow: filter.workflow_id,
        q: Some(query.q.trim().to_owned()).filter(|q| !q.is_empty()),
        ..Filter::default()
    };
    let page = PageRequest {
        page: query.page,
        page_size: query.page_size,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = runs::list(&tx, &filter, page).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let items = found.items.into_iter().map(header).collect();
    Ok(Page {
        items,
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}
