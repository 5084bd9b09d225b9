//! The runs that steps of a run have started.

use domain::id::RunId;
use domain::run::step_path::StepPathError;
use domain::run::{RunStatus, StepPath};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::statement::fetch_all;
use crate::{DbError, TenantTx};

/// A run that a step has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildRecord {
    /// The step.
    pub step: StepPath,
    /// The run.
    pub run: RunId,
    /// Its workflow's name now.
    pub workflow_name: String,
    /// Where it stands.
    pub status: RunStatus,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    parent_step: String,
    workflow_name: String,
    status: String,
}

const CHILDREN: &str = "
SELECT r.id, r.parent_step, w.name AS workflow_name, r.status
FROM runs r JOIN workflows w ON w.tenant_id = r.tenant_id AND w.id = r.workflow_id
WHERE r.tenant_id = $1 AND r.parent_run_id = $2 ORDER BY r.id LIMIT $3";

/// The runs that this one has started, the oldest first.
pub async fn children_of(tx: &TenantTx, run: RunId, limit: u32) -> Result<Vec<ChildRecord>, DbError> {
    let values = [tx.key(), run.uuid().into(), i64::from(limit).into()];
    let rows = fetch_all::<_, Row>(tx.conn(), CHILDREN, values).await?;
    rows.into_iter().map(ChildRecord::try_from).collect()
}

impl TryFrom<Row> for ChildRecord {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let step: Result<StepPath, StepPathError> = row.parent_step.parse();
        let status: Result<RunStatus, domain::run::status::UnknownWord> = row.status.parse();
        Ok(Self {
            step: step.map_err(|error| DbError::corrupt("run", error))?,
            run: RunId::from_uuid(row.id),
            workflow_name: row.workflow_name,
            status: status.map_err(|error| DbError::corrupt("run", error))?,
        })
    }
}
