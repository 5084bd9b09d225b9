use domain::access::{Caller, Permission};
use domain::problem::Problem;
use persistence::PageRequest;
use persistence::runs::{self, RunFilter as Filter, Trigger};
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
    let trigger = filter.trigger.as_deref().map(started_by).transpose()?;
    let filter = Filter {
        statuses: filter.status.into_iter().collect(),
        workflow: filter.workflow_id,
        q: Some(query.q.trim().to_owned()).filter(|q| !q.is_empty()),
        trigger,
        without_children: filter.without_children,
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

fn started_by(word: &str) -> Result<Trigger, AppError> {
    word.parse().map_err(|error: runs::UnknownTrigger| {
        let problem = Problem::error("/query/trigger", "invalid_query", error.to_string());
        AppError::invalid("invalid_query", "The query string can't be read.", vec![problem])
    })
}
