//! Listing questions.

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use sea_orm::Value;
use uuid::Uuid;

use super::record::{ApprovalRow, approval_columns};
use super::{ApprovalRecord, ApprovalState};
use crate::page::pattern;
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// Which questions are listed.
#[derive(Debug, Clone, Default)]
pub struct ApprovalFilter {
    /// Only in one of these states; empty means all.
    pub states: Vec<ApprovalState>,
    /// Only of this workflow.
    pub workflow: Option<WorkflowId>,
    /// Only of this run.
    pub run: Option<RunId>,
    /// A part of the question or of the workflow's name in any case, or a whole run id.
    pub q: Option<String>,
}

// A question whose time is up is over, also before its run has woken to say so. $7 is now.
macro_rules! matching {
    () => {
        "FROM approvals a JOIN workflows w ON w.tenant_id = a.tenant_id AND w.id = a.workflow_id
         WHERE a.tenant_id = $1
           AND (cardinality($2::text[]) = 0
                OR CASE WHEN a.state = 'pending' AND a.due_at <= $7 THEN 'expired' ELSE a.state END = ANY ($2))
           AND ($3::uuid IS NULL OR a.workflow_id = $3)
           AND ($4::uuid IS NULL OR a.run_id = $4)
           AND ($5::text IS NULL OR a.title ILIKE $5 OR w.name ILIKE $5 OR a.run_id = $6)"
    };
}

macro_rules! in_states {
    () => {
        // expired ones may still be called pending: then the first condition alone could not use the index
        "AND ($8 = '' OR a.state = $8)"
    };
}

const ITEMS: &str = concat!(
    "SELECT ",
    approval_columns!(),
    matching!(),
    in_states!(),
    " ORDER BY a.id DESC LIMIT $9 OFFSET $10"
);
// what waits longest comes first
const ITEMS_PENDING: &str = concat!(
    "SELECT ",
    approval_columns!(),
    matching!(),
    "AND a.state = 'pending' AND $8 = 'pending' ORDER BY a.id LIMIT $9 OFFSET $10"
);
const COUNT: &str = concat!(
    "SELECT count(*) AS total FROM (SELECT 1 ",
    matching!(),
    in_states!(),
    " LIMIT 10000) AS counted"
);

/// The questions that match: those that wait, the oldest first; any others, the newest first.
pub async fn list(
    tx: &TenantTx,
    filter: &ApprovalFilter,
    now: DateTime<Utc>,
    page: PageRequest,
) -> Result<Page<ApprovalRecord>, DbError> {
    let pending = filter.states == [ApprovalState::Pending];
    let items = if pending { ITEMS_PENDING } else { ITEMS };
    let values = values(tx, filter, now, pending);
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, ApprovalRow>(tx.conn(), items, with_page).await?;
    let items = rows
        .into_iter()
        .map(ApprovalRecord::try_from)
        .collect::<Result<_, _>>()?;
    page.of(items, tx, COUNT, values).await
}

fn values(tx: &TenantTx, filter: &ApprovalFilter, now: DateTime<Utc>, pending: bool) -> Vec<Value> {
    let states: Vec<String> = filter.states.iter().map(|state| state.as_str().to_owned()).collect();
    let whole_id: Option<Uuid> = filter.q.as_deref().and_then(|q| q.trim().parse().ok()).map(RunId::uuid);
    vec![
        tx.key(),
        states.into(),
        filter.workflow.map(WorkflowId::uuid).into(),
        filter.run.map(RunId::uuid).into(),
        pattern(filter.q.as_deref()).into(),
        whole_id.into(),
        now.into(),
        if pending { "pending" } else { "" }.into(),
    ]
}
