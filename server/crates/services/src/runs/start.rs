use std::sync::Arc;

use chrono::TimeDelta;
use domain::access::{Caller, Permission, Principal};
use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use domain::inputs;
use domain::limits::MAX_INPUT_BYTES;
use domain::problem::Problem;
use domain::run::RunMode;
use persistence::runs::{self, Accepted, Idempotency, Lane, Place, Trigger};
use persistence::workflows::{self, VersionRecord};
use ports::RunRef;
use rpc::{AppError, NewRun, RunCreated, StartRun};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_run_id;
use crate::runs::requested;

/// How long an idempotency key is remembered, in hours.
pub(super) const KEY_HOURS: i64 = 24;
const MAX_KEY_BYTES: usize = 200;

/// What a caller asks for, once its version is known.
struct Ask {
    version: WorkflowVersionId,
    document: Arc<Workflow>,
    inputs: Value,
    mode: RunMode,
    once: Option<Once>,
}

/// Under which key, and what the caller sent.
struct Once {
    scope: &'static str,
    key: String,
    hash: [u8; 32],
}

/// See [`rpc::service::RunService::start`].
pub(super) async fn start(
    context: &Context,
    caller: &Caller,
    new: NewRun,
    trigger: &str,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    require(caller, Permission::RunsWrite)?;
    let sent = json!({ "workflowVersionId": new.workflow_version_id, "inputs": new.inputs, "mode": new.mode });
    let once = once("runs", new.idempotency_key, sent)?;
    let document = context.db.tenant(caller.tenant).document(new.workflow_version_id).await;
    let document = document.map_err(from_db)?;
    let ask = Ask {
        version: new.workflow_version_id,
        document: document.ok_or_else(|| AppError::not_found("workflow version"))?,
        inputs: new.inputs,
        mode: new.mode,
        once,
    };
    accept(context, caller, ask, trigger, request_id).await
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
    // what was sent, not the version that it meant: a publish in between makes no other request of it
    let sent = json!({ "workflowId": workflow, "inputs": start.inputs, "mode": start.mode });
    let once = once("workflow_runs", start.idempotency_key, sent)?;
    let version = latest(context, caller, workflow).await?;
    let ask = Ask {
        version: version.summary.id,
        document: version.document,
        inputs: start.inputs,
        mode: start.mode,
        once,
    };
    accept(context, caller, ask, trigger, request_id).await
}

async fn latest(context: &Context, caller: &Caller, workflow: WorkflowId) -> Result<VersionRecord, AppError> {
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = workflows::get(&tx, workflow).await.map_err(from_db)?;
    record
        .filter(|record| record.summary.archived_at.is_none())
        .ok_or_else(|| AppError::not_found("workflow"))?;
    workflows::latest_version(&tx, workflow)
        .await
        .map_err(from_db)?
        .ok_or_else(|| AppError::conflict("not_published", "The workflow has no version yet. Publish it first."))
}

/// Accepts the run, at a place of this process's worker where one is free.
async fn accept(
    context: &Context,
    caller: &Caller,
    ask: Ask,
    trigger: &str,
    request_id: Option<String>,
) -> Result<RunCreated, AppError> {
    let document = Arc::clone(&ask.document);
    let run = new_run(context, caller, ask, trigger, request_id)?;
    let at = run.at;
    let reservation = context.dispatch.reserve();
    let place = reservation.as_ref().map(|reservation| Place {
        worker: reservation.worker(),
        pools: reservation.pools().to_vec(),
    });
    let accepting = context.db.tenant(caller.tenant).accept(run, document, place).await;
    match accepting.map_err(from_db)? {
        (Accepted::Fresh(run_id), begun) => {
            let run = RunRef {
                tenant: caller.tenant,
                run: run_id,
            };
            requested(context, run, at);
            match (begun, reservation) {
                (Some(run), Some(reservation)) => reservation.begin(run),
                (None, _) | (Some(_), None) => context.dispatch.ready(run),
            }
            Ok(RunCreated { run_id })
        }
        (Accepted::Repeated(run_id), _) => Ok(RunCreated { run_id }),
        (Accepted::KeyConflict, _) => Err(AppError::conflict(
            "idempotency_key_reused",
            "This idempotencyKey was used before with another body. Use a new key for a new run.",
        )),
        (Accepted::VersionNotFound, _) => Err(AppError::not_found("workflow version")),
    }
}

fn new_run(
    context: &Context,
    caller: &Caller,
    ask: Ask,
    trigger: &str,
    request_id: Option<String>,
) -> Result<runs::NewRun, AppError> {
    let at = context.clock.now();
    let idempotency = ask.once.map(|once| Idempotency {
        scope: once.scope.to_owned(),
        key: once.key,
        request_hash: once.hash,
        expires_at: at + TimeDelta::hours(KEY_HOURS),
    });
    Ok(runs::NewRun {
        id: new_run_id(),
        version: ask.version,
        inputs: checked_inputs(&ask.document, &ask.inputs)?,
        mode: ask.mode,
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
    })
}

fn once(scope: &'static str, key: Option<String>, sent: Value) -> Result<Option<Once>, AppError> {
    let Some(key) = key else { return Ok(None) };
    Ok(Some(Once {
        scope,
        key: checked_key(&key)?,
        hash: request_hash(sent)?,
    }))
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
fn request_hash(mut sent: Value) -> Result<[u8; 32], AppError> {
    sent.sort_all_objects();
    let bytes = serde_json::to_vec(&sent).map_err(|_| AppError::internal())?;
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
