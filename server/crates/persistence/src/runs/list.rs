//! Listing runs.

use domain::id::{RunId, WorkflowId};
use domain::run::RunStatus;
use sea_orm::Value;
use uuid::Uuid;

use super::record::{HeaderRow, header_columns};
use super::{RunHeader, Trigger};
use crate::page::pattern;
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// Which runs are listed.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    /// Only with one of these; empty means all.
    pub statuses: Vec<RunStatus>,
    /// Only of this workflow.
    pub workflow: Option<WorkflowId>,
    /// A part of the workflow's name in any case, or a whole run id.
    pub q: Option<String>,
    /// Only what this has started.
    pub trigger: Option<Trigger>,
    /// Whether runs that steps of other runs have started are left out.
    pub without_children: bool,
}

// The id is a UUIDv7: its order is the order of acceptance, and the primary key gives it without sorting.
macro_rules! matching {
    ($workflow:literal) => {
        concat!(
            "FROM runs r JOIN workflows w ON w.tenant_id = r.tenant_id AND w.id = r.workflow_id
             WHERE r.tenant_id = $1
               AND (cardinality($2::text[]) = 0 OR r.status = ANY ($2))
               AND ($3::text IS NULL OR w.name ILIKE $3 OR r.id = $4)
               AND ($6::text IS NULL OR r.trigger = $6)
               AND NOT ($7 AND r.parent_run_id IS NOT NULL)
               AND ",
            $workflow
        )
    };
}

macro_rules! items {
    ($workflow:literal) => {
        concat!(
            "SELECT ",
            header_columns!(),
            matching!($workflow),
            " ORDER BY r.id DESC LIMIT $8 OFFSET $9"
        )
    };
}

macro_rules! count {
    ($workflow:literal) => {
        concat!(
            "SELECT count(*) AS total FROM (SELECT 1 ",
            matching!($workflow),
            " LIMIT 10000) AS counted"
        )
    };
}

const ITEMS: &str = items!("$5::uuid IS NULL");
const COUNT: &str = count!("$5::uuid IS NULL");
// a statement of its own, so that the plan may use the index by workflow
const ITEMS_OF_WORKFLOW: &str = items!("r.workflow_id = $5");
const COUNT_OF_WORKFLOW: &str = count!("r.workflow_id = $5");

/// The runs that match, newest first.
pub async fn list(tx: &TenantTx, filter: &RunFilter, page: PageRequest) -> Result<Page<RunHeader>, DbError> {
    let (items, count) = match filter.workflow {
        Some(_) => (ITEMS_OF_WORKFLOW, COUNT_OF_WORKFLOW),
        None => (ITEMS, COUNT),
    };
    let values = values(tx, filter);
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, HeaderRow>(tx.conn(), items, with_page).await?;
    let items = rows.into_iter().map(RunHeader::try_from).collect::<Result<_, _>>()?;
    page.of(items, tx, count, values).await
}

fn values(tx: &TenantTx, filter: &RunFilter) -> Vec<Value> {
    let statuses: Vec<String> = filter
        .statuses
        .iter()
        .map(|status| status.as_str().to_owned())
        .collect();
    let whole_id: Option<Uuid> = filter.q.as_deref().and_then(|q| q.trim().parse().ok()).map(RunId::uuid);
    let workflow = filter.workflow.map(WorkflowId::uuid);
    vec![
        tx.key(),
        statuses.into(),
        pattern(filter.q.as_deref()).into(),
        whole_id.into(),
        workflow.into(),
        filter.trigger.map(Trigger::as_str).into(),
        filter.without_children.into(),
    ]
}
