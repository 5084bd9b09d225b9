use std::sync::Arc;

use chrono::TimeDelta;
use domain::access::{Caller, Permission, Principal};
use domain::graph::Workflow;
use domain::id::WorkflowId;
use domain::inputs;
use domain::limits::MAX_INPUT_BYTES;
use domain::problem::Problem;
use persistence::TenantTx;
use persistence::runs::{self, Accepted, Idempotency, Lane, Trigger};
use persistence::workflows::{self, VersionRecord};
use ports::RunRef;
use rpc::{AppError, NewRun, RunCreated, StartRun};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_run_id;

/// How long an idempotency key is remembered, in hours.
pub(super) const KEY_HOURS: i64 = 24;
const MAX_KEY_BYTES: usize = 200;

/// See [`rpc::service::RunService::start`].
pub(super) async fn start(
    context: &Context,
    caller: &Caller,
    new: NewRun,
    trigger: &str,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    require(caller, Permission::RunsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let version = workflows::version(&tx, new.workflow_version_id)
        .await
        .map_err(from_db)?;
    let version = version.ok_or_else(|| AppError::not_found("workflow version"))?;
    accept(context, caller, tx, &version, new, trigger, request_id).await
}

/// See [`rpc::service::RunService::start_current`].
pub(super) async fn start_current(
    context: &Context,
    caller: &Caller,
    workflow: WorkflowId,
    start: StartRun,
    trigger: &str,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    require(caller, Permission::RunsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = workflows::get(&tx, workflow).await.map_err(from_db)?;
    record
        .filter(|record| record.summary.archived_at.is_none())
        .ok_or_else(|| AppError::not_found("workflow"))?;
    let version = workflows::latest_version(&tx, workflow)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::conflict("not_published", "The workflow has no version yet. Publish it first."))?;
    let new = NewRun {
        workflow_version_id: version.summary.id,
        inputs: start.inputs,
        idempotency_key: start.idempotency_key,
        mode: start.mode,
    };
    accept(context, caller, tx, &version, new, trigger, request_id).await
}

async fn accept(
    context: &Context,
    caller: &Caller,
    tx: TenantTx,
    version: &VersionRecord,
    new: NewRun,
    trigger: &str,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    let at = context.clock.now();
    let idempotency = match &new.idempotency_key {
        None => None,
        Some(key) => Some(Idempotency {
            scope: "runs".to_owned(),
            key: checked_key(key)?,
            request_hash: request_hash(&new)?,
            expires_at: at + TimeDelta::hours(KEY_HOURS),
        }),
    };
    let run = runs::NewRun {
        id: new_run_id(),
        version: version.summary.id,
        inputs: checked_inputs(&version.document, &new.inputs)?,
        mode: new.mode,
        trigger: trigger.parse::<Trigger>().unwrap_or(Trigger::Api),
        lane: if trigger == "api" {
            Lane::Normal
        } else {
            Lane::Interactive
        },
        created_by_user: caller.user(),
        created_by_key: match &caller.principal {
            Principal::Key { id, .. } => Some(*id),
            Principal::User { .. } | Principal::System { .. } => None,
        },
        request_id,
        idempotency,
        at,
    };
    let accepted = runs::accept(&tx, run).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    match accepted {
        Accepted::Fresh(run_id) => {
            context.dispatch.ready(RunRef {
                tenant: caller.tenant,
                run: run_id,
            });
            Ok(RunCreated { run_id })
        }
        Accepted::Repeated(run_id) => Ok(RunCreated { run_id }),
        Accepted::KeyConflict => Err(AppError::conflict(
            "idempotency_key_reused",
            "This idempotencyKey was used before with another body. Use a new key for a new run.",
        )),
        Accepted::VersionNotFound => Err(AppError::not_found("workflow version")),
    }
}

pub(super) fn checked_key(key: &str) -> Result<String, AppError> {
    if key.is_empty() || key.len() > MAX_KEY_BYTES || key.contains(char::is_control) {
        let message = format!("an idempotency key has 1 to {MAX_KEY_BYTES} bytes, without control characters");
        let problem = Problem::error("/idempotencyKey", "bad_idempotency_key", message);
        return Err(AppError::invalid(
            "invalid_body",
            "The idempotency key can't be used.",
            vec![problem],
        ));
    }
    Ok(key.to_owned())
}

/// The same body gives the same hash, whatever its key and the order of its members.
fn request_hash(new: &NewRun) -> Result<[u8; 32], AppError> {
    let mut body = serde_json::json!({
        "workflowVersionId": new.workflow_version_id,
        "inputs": new.inputs,
        "mode": new.mode,
    });
    body.sort_all_objects();
    let bytes = serde_json::to_vec(&body).map_err(|_| AppError::internal())?;
    Ok(Sha256::digest(&bytes).into())
}

/// The inputs with defaults filled in; 422 with every fault below `/inputs`.
pub(crate) fn checked_inputs(document: &Workflow, given: &Value) -> Result<Value, AppError> {
    let refuse = |problems: Vec<Problem>| {
        let problems = problems.into_iter().map(|problem| problem.under("/inputs")).collect();
        AppError::invalid(
            "invalid_inputs",
            "The inputs don't fit what the workflow asks for.",
            problems,
        )
    };
    let empty = Value::Object(serde_json::Map::new());
    let given = if given.is_null() { &empty } else { given };
    let size = serde_json::to_vec(given).map_or(usize::MAX, |bytes| bytes.len());
    if size > MAX_INPUT_BYTES {
        let message = format!("the inputs are larger than {MAX_INPUT_BYTES} bytes");
        return Err(refuse(vec![Problem::error("", "inputs_too_large", message)]));
    }
    let specs: Arc<[_]> = inputs::input_specs(document).into();
    inputs::check_inputs(&specs, given).map_err(refuse)
}
