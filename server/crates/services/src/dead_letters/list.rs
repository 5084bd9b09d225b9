use domain::access::{Caller, Permission};
use persistence::PageRequest;
use persistence::dead_letters::{self, LetterFilter};
use rpc::{AppError, DeadLetter, DeadLetterFilter, ListQuery, Page};

use super::letter::{letter, stored};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::DeadLetterService::list`].
pub(super) async fn list(
    context: &Context,
    caller: &Caller,
    filter: &DeadLetterFilter,
    query: &ListQuery,
) -> Result<Page<DeadLetter>, AppError> {
    require(caller, Permission::RunsRead)?;
    let filter = LetterFilter {
        state: filter.state.map(stored),
        workflow: filter.workflow_id,
        code: filter.code.clone().filter(|code| !code.is_empty()),
        q: Some(query.q.trim().to_owned()).filter(|q| !q.is_empty()),
        before: None,
    };
    let page = PageRequest {
        page: query.page,
        page_size: query.page_size,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = dead_letters::list(&tx, &filter, page).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(Page {
        items: found.items.into_iter().map(letter).collect(),
        page: found.page,
        page_size: found.page_size,
        total: found.total,
    })
}
