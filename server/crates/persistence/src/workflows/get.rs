//! Reading one workflow.

use domain::id::WorkflowId;
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};

use super::WorkflowRecord;
use crate::{DbError, TenantTx};

/// The workflow, archived ones too.
pub async fn get(tx: &TenantTx, id: WorkflowId) -> Result<Option<WorkflowRecord>, DbError> {
    let key = (tx.tenant().uuid(), id.uuid());
    let row = entity::workflow::Entity::find_by_id(key).one(tx.conn()).await?;
    row.map(WorkflowRecord::try_from).transpose()
}

/// The same, and nobody else changes it or takes hold of it until this transaction ends; whoever tries waits, and then
/// sees what this one did.
pub async fn hold(tx: &TenantTx, id: WorkflowId) -> Result<Option<WorkflowRecord>, DbError> {
    let key = (tx.tenant().uuid(), id.uuid());
    // the key stays as it is: what only refers to the workflow need not wait
    let query = entity::workflow::Entity::find_by_id(key).lock(LockType::NoKeyUpdate);
    let row = query.one(tx.conn()).await?;
    row.map(WorkflowRecord::try_from).transpose()
}
