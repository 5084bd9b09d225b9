//! Listing letters, and choosing many of them.

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkflowId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::record::{LetterRow, letter_columns};
use super::{LetterRecord, LetterState};
use crate::page::pattern;
use crate::statement::fetch_all;
use crate::{DbError, Page, PageRequest, TenantTx};

/// Which letters are meant.
#[derive(Debug, Clone, Default)]
pub struct LetterFilter {
    /// Only in this state.
    pub state: Option<LetterState>,
    /// Only of this workflow.
    pub workflow: Option<WorkflowId>,
    /// Only with this cause.
    pub code: Option<String>,
    /// A part of the workflow's name or the message in any case, or a whole run id.
    pub q: Option<String>,
    /// Only those given up before.
    pub before: Option<DateTime<Utc>>,
}

// $1 tenant, $2 workflow, $3 code, $4 pattern, $5 whole id, $6 before
macro_rules! matching {
    ($state:literal) => {
        concat!(
            "FROM dead_letters d JOIN workflows w ON w.tenant_id = d.tenant_id AND w.id = d.workflow_id
             WHERE d.tenant_id = $1
               AND ($2::uuid IS NULL OR d.workflow_id = $2)
               AND ($3::text IS NULL OR d.code = $3)
               AND ($4::text IS NULL OR w.name ILIKE $4 OR d.message ILIKE $4 OR d.run_id = $5)
               AND ($6::timestamptz IS NULL OR d.at < $6)
               AND ",
            $state
        )
    };
}

macro_rules! items {
    ($state:literal) => {
        concat!(
            "SELECT ",
            letter_columns!(),
            matching!($state),
            " ORDER BY d.at DESC, d.run_id DESC LIMIT $8 OFFSET $9"
        )
    };
}

macro_rules! count {
    ($state:literal) => {
        concat!(
            "SELECT count(*) AS total FROM (SELECT 1 ",
            matching!($state),
            " LIMIT 10000) AS counted"
        )
    };
}

const ITEMS: &str = items!("$7::text IS NULL");
const COUNT: &str = count!("$7::text IS NULL");
// statements of their own, so that the plan may use the index by state
const ITEMS_IN_STATE: &str = items!("d.state = $7");
const COUNT_IN_STATE: &str = count!("d.state = $7");

const OPEN: &str = concat!(
    "SELECT d.run_id ",
    matching!("d.state = 'open'"),
    " ORDER BY d.at, d.run_id LIMIT $7"
);

#[derive(FromQueryResult)]
struct IdRow {
    run_id: Uuid,
}

/// The letters that match, the newest first.
pub async fn list(tx: &TenantTx, filter: &LetterFilter, page: PageRequest) -> Result<Page<LetterRecord>, DbError> {
    let (items, count) = match filter.state {
        Some(_) => (ITEMS_IN_STATE, COUNT_IN_STATE),
        None => (ITEMS, COUNT),
    };
    let mut values = values(tx, filter);
    values.push(filter.state.map(LetterState::as_str).into());
    let with_page = values
        .iter()
        .cloned()
        .chain([page.limit().into(), page.offset().into()]);
    let rows = fetch_all::<_, LetterRow>(tx.conn(), items, with_page).await?;
    let items = rows.into_iter().map(LetterRecord::try_from).collect::<Result<_, _>>()?;
    page.of(items, tx, count, values).await
}

/// The runs of open letters that match, the oldest first, at most `limit`. The filter's state is not looked at.
pub async fn open(tx: &TenantTx, filter: &LetterFilter, limit: u32) -> Result<Vec<RunId>, DbError> {
    let mut values = values(tx, filter);
    values.push(i64::from(limit).into());
    let rows = fetch_all::<_, IdRow>(tx.conn(), OPEN, values).await?;
    Ok(rows.into_iter().map(|row| RunId::from_uuid(row.run_id)).collect())
}

fn values(tx: &TenantTx, filter: &LetterFilter) -> Vec<Value> {
    let whole_id: Option<Uuid> = filter.q.as_deref().and_then(|q| q.trim().parse().ok()).map(RunId::uuid);
    vec![
        tx.key(),
        filter.workflow.map(WorkflowId::uuid).into(),
        filter.code.clone().into(),
        pattern(filter.q.as_deref()).into(),
        whole_id.into(),
        filter.before.into(),
    ]
}
