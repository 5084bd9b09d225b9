use domain::access::{Caller, Permission};
use domain::id::{TriggerId, WorkflowId};
use persistence::triggers::{self, TriggerOverview};
use persistence::{TenantTx, workflow_settings, workflows};
use rpc::{AppError, NamedWorkflow, Trigger, TriggerBoard};

use super::describe::describe;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::TriggerService::list`].
pub(super) async fn list(context: &Context, caller: &Caller, workflow: WorkflowId) -> Result<Vec<Trigger>, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    workflows::get(&tx, workflow)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::not_found("workflow"))?;
    let found = triggers::list(&tx, workflow).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let now = context.clock.now();
    found.into_iter().map(|overview| describe(overview, now)).collect()
}

/// See [`rpc::service::TriggerService::board`].
pub(super) async fn board(context: &Context, caller: &Caller, workflow: WorkflowId) -> Result<TriggerBoard, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = workflows::get(&tx, workflow).await.map_err(from_db)?;
    let summary = record.ok_or_else(|| AppError::not_found("workflow"))?.summary;
    let found = triggers::list(&tx, workflow).await.map_err(from_db)?;
    let error_workflow = error_workflow(&tx, workflow).await?;
    tx.commit().await.map_err(from_db)?;
    let now = context.clock.now();
    Ok(TriggerBoard {
        workflow_id: workflow,
        workflow_name: summary.name,
        version: summary.latest_version,
        triggers: found
            .into_iter()
            .map(|overview| describe(overview, now))
            .collect::<Result<_, _>>()?,
        error_workflow,
    })
}

async fn error_workflow(tx: &TenantTx, workflow: WorkflowId) -> Result<Option<NamedWorkflow>, AppError> {
    let settings = workflow_settings::get(tx, workflow).await.map_err(from_db)?;
    let Some(id) = settings.error_workflow else {
        return Ok(None);
    };
    let found = workflows::get(tx, id).await.map_err(from_db)?;
    Ok(found.map(|found| NamedWorkflow {
        id,
        name: found.summary.name,
    }))
}

/// See [`rpc::service::TriggerService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, id: TriggerId) -> Result<Trigger, AppError> {
    require(caller, Permission::WorkflowsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let overview = find(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    describe(overview, context.clock.now())
}

/// The trigger, or 404.
pub(super) async fn find(tx: &TenantTx, id: TriggerId) -> Result<TriggerOverview, AppError> {
    let found = triggers::get(tx, id).await.map_err(from_db)?;
    found.ok_or_else(|| AppError::not_found("trigger"))
}
