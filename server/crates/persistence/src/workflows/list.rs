//! Listing workflows.

use sea_orm::Value;

use super::record::SummaryRow;
use super::{Origin, WorkflowSummary};
use crate::page::pattern;
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// Which workflows are listed.
#[derive(Debug, Clone, Default)]
pub struct WorkflowFilter {
    /// A part of the name or description, in any case.
    pub q: Option<String>,
    /// Only of these origins; empty means all.
    pub origins: Vec<Origin>,
}

macro_rules! matching {
    () => {
        "FROM workflows
         WHERE tenant_id = $1 AND archived_at IS NULL
           AND (cardinality($2::text[]) = 0 OR origin = ANY ($2))
           AND ($3::text IS NULL OR name ILIKE $3 OR description ILIKE $3)"
    };
}

const ITEMS: &str = concat!(
    "SELECT id, name, description, draft_revision, origin, latest_version, latest_version_id, created_by, created_at,
            updated_at, archived_at ",
    matching!(),
    " ORDER BY updated_at DESC, id LIMIT $4 OFFSET $5"
);

const COUNT: &str = concat!(
    "SELECT count(*) AS total FROM (SELECT 1 ",
    matching!(),
    " LIMIT 10000) AS counted"
);

/// The workflows that match, the one changed last first, archived ones left out.
pub async fn list(tx: &TenantTx, filter: &WorkflowFilter, page: PageRequest) -> Result<Page<WorkflowSummary>, DbError> {
    let origins: Vec<String> = filter.origins.iter().map(|origin| origin.as_str().to_owned()).collect();
    let values: Vec<Value> = vec![tx.key(), origins.into(), pattern(filter.q.as_deref()).into()];
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, SummaryRow>(tx.conn(), ITEMS, with_page).await?;
    let items = rows
        .into_iter()
        .map(WorkflowSummary::try_from)
        .collect::<Result<_, _>>()?;
    page.of(items, tx, COUNT, values).await
}
