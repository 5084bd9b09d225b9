use domain::access::{Caller, Permission};
use domain::id::DeliveryId;
use domain::inputs::input_specs;
use domain::run::RunMode;
use domain::trigger::hook_inputs;
use persistence::{triggers, workflows};
use rpc::service::{RunService, WorkflowService};
use rpc::{AppError, NewRun, RunCreated};

use super::get::find;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::runs::Runs;
use crate::workflows::Workflows;

/// See [`rpc::service::TriggerService::try_delivery`].
pub(super) async fn try_delivery(context: &Context, caller: &Caller, id: DeliveryId) -> Result<RunCreated, AppError> {
    require(caller, Permission::RunsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = triggers::delivery(&tx, id).await.map_err(from_db)?;
    let found = found.ok_or_else(|| AppError::not_found("delivery"))?;
    let workflow = find(&tx, found.trigger).await?.record.workflow;
    tx.commit().await.map_err(from_db)?;
    let event = found.event.ok_or_else(|| {
        AppError::conflict(
            "no_test_event",
            "Only what came to the test address is kept to build against.",
        )
    })?;
    let version = Workflows::new(context.clone()).snapshot(caller, workflow).await?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let pinned = workflows::version(&tx, version).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    let pinned = pinned.ok_or_else(|| AppError::not_found("workflow version"))?;
    let new = NewRun {
        workflow_version_id: version,
        inputs: hook_inputs(&input_specs(&pinned.document), &event),
        idempotency_key: None,
        mode: RunMode::Live,
    };
    Runs::new(context.clone()).start(caller, new, "manual", None).await
}
