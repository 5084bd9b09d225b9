//! What holds for the runs of a workflow, whatever its version.

use domain::id::WorkflowId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::{execute, fetch_one};
use crate::{DbError, TenantTx};

/// The settings; what is none is as the organisation has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkflowSettings {
    /// Most runs at once.
    pub max_concurrent_runs: Option<i32>,
    /// The workflow that is started when a run fails.
    pub error_workflow: Option<WorkflowId>,
    /// The workers that run it.
    pub pool: Option<String>,
    /// How urgent its runs are; lower goes first.
    pub lane: Option<i16>,
    /// How long its runs are kept.
    pub retention_days: Option<i32>,
}

const GET: &str = "
SELECT max_concurrent_runs, error_workflow_id, pool, lane, retention_days FROM workflow_settings
WHERE tenant_id = $1 AND workflow_id = $2";

const PUT: &str = "
INSERT INTO workflow_settings (tenant_id, workflow_id, max_concurrent_runs, error_workflow_id, pool, lane,
                               retention_days)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id, workflow_id) DO UPDATE
SET max_concurrent_runs = EXCLUDED.max_concurrent_runs, error_workflow_id = EXCLUDED.error_workflow_id,
    pool = EXCLUDED.pool, lane = EXCLUDED.lane, retention_days = EXCLUDED.retention_days";

#[derive(FromQueryResult)]
struct Row {
    max_concurrent_runs: Option<i32>,
    error_workflow_id: Option<Uuid>,
    pool: Option<String>,
    lane: Option<i16>,
    retention_days: Option<i32>,
}

/// The workflow's settings; the default where nobody set any.
pub async fn get(tx: &TenantTx, workflow: WorkflowId) -> Result<WorkflowSettings, DbError> {
    let row = fetch_one::<_, Row>(tx.conn(), GET, [tx.key(), workflow.uuid().into()]).await?;
    Ok(row.map_or_else(WorkflowSettings::default, |row| WorkflowSettings {
        max_concurrent_runs: row.max_concurrent_runs,
        error_workflow: row.error_workflow_id.map(WorkflowId::from_uuid),
        pool: row.pool,
        lane: row.lane,
        retention_days: row.retention_days,
    }))
}

/// Replaces the workflow's settings. [`DbError::Missing`] when there is no such workflow.
pub async fn put(tx: &TenantTx, workflow: WorkflowId, settings: WorkflowSettings) -> Result<(), DbError> {
    let values = [
        tx.key(),
        workflow.uuid().into(),
        settings.max_concurrent_runs.into(),
        settings.error_workflow.map(WorkflowId::uuid).into(),
        settings.pool.into(),
        settings.lane.into(),
        settings.retention_days.into(),
    ];
    execute(tx.conn(), PUT, values).await.map(drop)
}
