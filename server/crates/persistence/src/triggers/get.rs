//! Reading triggers.

use domain::id::{TriggerId, WorkflowId};
use sea_orm::FromQueryResult;
use sea_orm::QueryResult;

use super::TriggerOverview;
use super::record::{StateRow, TriggerRow, trigger_columns};
use crate::statement::{fetch_all, fetch_one};
use crate::{DbError, TenantTx};

macro_rules! overview {
    ($which:literal) => {
        concat!(
            "SELECT ",
            trigger_columns!(),
            ", s.next_at, s.last_at, s.last_outcome, s.last_run_id, r.status AS last_status,
               (SELECT d.received_at FROM hook_deliveries d
                WHERE d.tenant_id = t.tenant_id AND d.trigger_id = t.id AND d.kind <> 'refused'
                ORDER BY d.id DESC LIMIT 1) AS last_delivery
             FROM triggers t
             LEFT JOIN schedules s ON s.tenant_id = t.tenant_id AND s.trigger_id = t.id
             LEFT JOIN runs r ON r.tenant_id = s.tenant_id AND r.id = s.last_run_id
             WHERE t.tenant_id = $1 AND ",
            $which
        )
    };
}

const ONE: &str = overview!("t.id = $2");
const OF_WORKFLOW: &str = overview!("t.workflow_id = $2 ORDER BY t.id");
const COUNT: &str = "SELECT count(*) AS total FROM triggers WHERE tenant_id = $1 AND workflow_id = $2";

struct Row {
    trigger: TriggerRow,
    state: StateRow,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            trigger: TriggerRow::from_query_result(row, prefix)?,
            state: StateRow::from_query_result(row, prefix)?,
        })
    }
}

#[derive(FromQueryResult)]
struct Counted {
    total: i64,
}

/// The trigger with its state.
pub async fn get(tx: &TenantTx, id: TriggerId) -> Result<Option<TriggerOverview>, DbError> {
    let row = fetch_one::<_, Row>(tx.conn(), ONE, [tx.key(), id.uuid().into()]).await?;
    row.map(|row| TriggerOverview::read(row.trigger, row.state)).transpose()
}

/// The workflow's triggers, oldest first.
pub async fn list(tx: &TenantTx, workflow: WorkflowId) -> Result<Vec<TriggerOverview>, DbError> {
    let rows = fetch_all::<_, Row>(tx.conn(), OF_WORKFLOW, [tx.key(), workflow.uuid().into()]).await?;
    rows.into_iter()
        .map(|row| TriggerOverview::read(row.trigger, row.state))
        .collect()
}

/// How many triggers the workflow has.
pub async fn count(tx: &TenantTx, workflow: WorkflowId) -> Result<u64, DbError> {
    let row = fetch_one::<_, Counted>(tx.conn(), COUNT, [tx.key(), workflow.uuid().into()]).await?;
    Ok(row.map_or(0, |row| row.total.unsigned_abs()))
}
