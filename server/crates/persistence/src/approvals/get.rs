//! Reading questions.

use domain::id::{ApprovalId, RunId};

use super::ApprovalRecord;
use super::record::{ApprovalRow, approval_columns};
use crate::statement::{fetch_all, fetch_one};
use crate::{DbError, TenantTx};

const GET: &str = concat!(
    "SELECT ",
    approval_columns!(),
    "FROM approvals a JOIN workflows w ON w.tenant_id = a.tenant_id AND w.id = a.workflow_id
     WHERE a.tenant_id = $1 AND a.id = $2"
);

const OF_RUN: &str = concat!(
    "SELECT ",
    approval_columns!(),
    "FROM approvals a JOIN workflows w ON w.tenant_id = a.tenant_id AND w.id = a.workflow_id
     WHERE a.tenant_id = $1 AND a.run_id = $2 ORDER BY a.id LIMIT $3"
);

/// One question.
pub async fn get(tx: &TenantTx, id: ApprovalId) -> Result<Option<ApprovalRecord>, DbError> {
    let row = fetch_one::<_, ApprovalRow>(tx.conn(), GET, [tx.key(), id.uuid().into()]).await?;
    row.map(ApprovalRecord::try_from).transpose()
}

/// What a run asks and has asked, the oldest first.
pub async fn of_run(tx: &TenantTx, run: RunId, limit: u32) -> Result<Vec<ApprovalRecord>, DbError> {
    let values = [tx.key(), run.uuid().into(), i64::from(limit).into()];
    let rows = fetch_all::<_, ApprovalRow>(tx.conn(), OF_RUN, values).await?;
    rows.into_iter().map(ApprovalRecord::try_from).collect()
}
