//! Reading one workflow.

use domain::id::WorkflowId;
use sea_orm::EntityTrait;

use super::WorkflowRecord;
use crate::{DbError, TenantTx};

/// The workflow, archived ones too.
pub async fn get(tx: &TenantTx, id: WorkflowId) -> Result<Option<WorkflowRecord>, DbError> {
    let key = (tx.tenant().uuid(), id.uuid());
    let row = entity::workflow::Entity::find_by_id(key).one(tx.conn()).await?;
    row.map(WorkflowRecord::try_from).transpose()
}
