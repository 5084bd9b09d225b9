use domain::access::{Caller, Permission};
use persistence::PageRequest;
use persistence::approvals::{self, ApprovalFilter as Filter};
use rpc::{AppError, Approval, ApprovalFilter, ListQuery, Page};

use super::question::{question, stored};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::ApprovalService::list`].
pub(super) async fn list(
    context: &Context,
    caller: &Caller,
    filter: &ApprovalFilter,
    query: &ListQuery,
) -> Result<Page<Approval>, AppError> {
    require(caller, Permission::RunsRead)?;
    let filter = Filter {
        states: filter.states.iter().copied().map(stored).collect(),
        workflow: filter.workflow_id,
        run: filter.run_id,
        q: Some(query.q.trim().to_owned()).filter(|q| !q.is_empty()),
    };
    let page = PageRequest {
        page: query.page,
        page_size: query.page_size,
    };
    let now = context.clock.now();
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = approvals::list(&tx, &filter, now, page).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(Page {
        items: found
            .items
            .into_iter()
            .map(|record| question(record, caller, now))
            .collect(),
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}
