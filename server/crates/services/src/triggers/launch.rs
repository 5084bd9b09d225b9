//! Starting a run for a trigger, within the transaction that notes it.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::access::{Caller, Principal};
use domain::graph::Workflow;
use domain::id::{RunId, TenantId, WorkflowId};
use domain::inputs::{InputSpec, input_specs};
use domain::run::RunMode;
use persistence::TenantTx;
use persistence::runs::{self, Accepted, Idempotency, Lane, Trigger};
use persistence::workflows::{self, VersionRecord};
use ports::RunRef;
use rpc::AppError;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Context;
use crate::error::from_db;
use crate::runs::{checked_inputs, requested};

/// How long a trigger's run is known by its key, in hours.
const KEY_HOURS: i64 = 24;

/// A run to be started.
pub(super) struct Launch<'a> {
    /// Its id, freshly minted.
    pub(super) run: RunId,
    /// The workflow.
    pub(super) workflow: WorkflowId,
    /// What starts it.
    pub(super) trigger: Trigger,
    /// What it is known by: a second one with the same key is not started.
    pub(super) key: Option<String>,
    /// The request that starts it.
    pub(super) request_id: Option<String>,
    /// What it is given, by what the workflow declares.
    pub(super) inputs: &'a (dyn Fn(&[InputSpec]) -> Value + Send + Sync),
}

/// A run that was started.
pub(super) struct Launched {
    /// The run: another one's where the key was known.
    pub(super) run: RunId,
    /// Whether it is new.
    pub(super) fresh: bool,
    /// What it runs.
    pub(super) document: Arc<Workflow>,
}

/// Accepts the run of the newest published version. Commit, then [`wake`].
pub(super) async fn launch(context: &Context, tx: &TenantTx, launch: Launch<'_>) -> Result<Launched, AppError> {
    let version = newest(tx, launch.workflow).await?;
    let inputs = (launch.inputs)(&input_specs(&version.document));
    let at = context.clock.now();
    let run = runs::NewRun {
        id: launch.run,
        version: version.summary.id,
        inputs: checked_inputs(&version.document, &inputs)?,
        mode: RunMode::Live,
        trigger: launch.trigger,
        lane: Lane::Normal,
        created_by_user: None,
        created_by_key: None,
        request_id: launch.request_id,
        idempotency: launch.key.map(|key| Idempotency {
            scope: "trigger".to_owned(),
            // the key alone says what it is: the version may have changed meanwhile
            request_hash: Sha256::digest(key.as_bytes()).into(),
            key,
            expires_at: at + TimeDelta::hours(KEY_HOURS),
        }),
        at,
    };
    let (run, fresh) = match runs::accept(tx, run).await.map_err(from_db)? {
        Accepted::Fresh(run) => (run, true),
        Accepted::Repeated(run) => (run, false),
        Accepted::KeyConflict => return Err(AppError::internal()),
        Accepted::VersionNotFound => return Err(AppError::not_found("workflow")),
    };
    Ok(Launched {
        run,
        fresh,
        document: version.document,
    })
}

async fn newest(tx: &TenantTx, workflow: WorkflowId) -> Result<VersionRecord, AppError> {
    let version = workflows::latest_version(tx, workflow).await.map_err(from_db)?;
    version.ok_or_else(|| AppError::conflict("not_published", "The workflow has no version yet. Publish it first."))
}

/// Tells workers of a run that is committed.
pub(super) fn wake(context: &Context, tenant: TenantId, run: RunId) {
    let run = RunRef { tenant, run };
    requested(context, run, context.clock.now());
    context.dispatch.ready(run);
}

/// Apex itself, on behalf of the organisation.
pub(super) fn system(tenant: TenantId, name: &str) -> Caller {
    Caller {
        tenant,
        tenant_slug: String::new(),
        tenant_name: String::new(),
        principal: Principal::System { name: name.to_owned() },
    }
}
