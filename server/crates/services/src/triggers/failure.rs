//! Starts workflows that are told of the failure of others.
//!
//! The end of a run that failed leaves a row in the outbox, in the same transaction. Every process looks for such rows;
//! one holds a row, starts the run and strikes the row out, in one transaction again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{RunId, WorkflowId};
use domain::inputs::InputSpec;
use domain::trigger::{Offer, offered};
use persistence::TenantTx;
use persistence::outbox::{self, DueWork, ERROR_WORKFLOW, HeldWork};
use persistence::runs::{self, RunHeader, Trigger};
use persistence::workflow_settings;
use rpc::AppError;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::launch::{Launch, launch, wake};
use crate::Context;
use crate::error::from_db;
use crate::identity::new_run_id;

const BATCH: u32 = 64;
/// How often the outbox is looked at: nothing else tells of a run that ended on another process.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a failure of the database.
const RECOVER: Duration = Duration::from_secs(5);
/// Most attempts at one row, the last after about a quarter of an hour.
const MAX_ATTEMPTS: u32 = 8;

/// Starts error workflows until `stop`.
pub async fn start_error_workflows(context: Context, stop: CancellationToken) {
    loop {
        let pause = match round(&context).await {
            Ok(()) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be worked on; trying again");
                RECOVER
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = context.clock.sleep(pause) => {}
        }
    }
}

async fn round(context: &Context) -> Result<(), AppError> {
    loop {
        let due = outbox::due(&context.db, ERROR_WORKFLOW, context.clock.now(), BATCH)
            .await
            .map_err(from_db)?;
        let mut done = 0;
        for work in &due {
            done += usize::from(take_or_set_aside(context, *work).await?);
        }
        if due.len() < BATCH as usize || done == 0 {
            return Ok(());
        }
    }
}

/// Works on one row. One that can't be done must not keep the others waiting.
async fn take_or_set_aside(context: &Context, work: DueWork) -> Result<bool, AppError> {
    match take(context, work).await {
        Err(error) if error.status != 503 => set_aside(context, work, &error).await,
        outcome => outcome,
    }
}

async fn set_aside(context: &Context, work: DueWork, error: &AppError) -> Result<bool, AppError> {
    let now = context.clock.now();
    let tx = context.db.tenant(work.tenant).begin().await.map_err(from_db)?;
    let Some(held) = outbox::hold(&tx, work.id, now).await.map_err(from_db)? else {
        return Ok(false);
    };
    refused(&tx, work, &held, error, now).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(true)
}

/// Works on one row. False when somebody else does, or it is done.
async fn take(context: &Context, work: DueWork) -> Result<bool, AppError> {
    let now = context.clock.now();
    let tx = context.db.tenant(work.tenant).begin().await.map_err(from_db)?;
    let Some(held) = outbox::hold(&tx, work.id, now).await.map_err(from_db)? else {
        return Ok(false);
    };
    match start(context, &tx, &held).await {
        Ok(run) => {
            outbox::done(&tx, work.id).await.map_err(from_db)?;
            tx.commit().await.map_err(from_db)?;
            if let Some(run) = run {
                wake(context, work.tenant, run);
            }
        }
        // what was written so far is undone with the transaction
        Err(error) if error.status >= 500 => return Err(error),
        Err(error) => {
            refused(&tx, work, &held, &error, now).await?;
            tx.commit().await.map_err(from_db)?;
        }
    }
    Ok(true)
}

/// Tries again later, or gives up. Nothing was written before: a refusal comes before anything is.
async fn refused(
    tx: &TenantTx,
    work: DueWork,
    held: &HeldWork,
    error: &AppError,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let attempts = held.attempts + 1;
    if attempts >= MAX_ATTEMPTS {
        tracing::error!(tenant = %work.tenant, code = error.code, attempts, "an error workflow could not be started");
        return outbox::done(tx, work.id).await.map_err(from_db);
    }
    let pause = TimeDelta::seconds(1 << attempts.min(10)) * 4;
    outbox::postpone(tx, work.id, now + pause, &error.code)
        .await
        .map_err(from_db)
}

/// Starts the error workflow of the run that failed; none where there is nothing to start.
async fn start(context: &Context, tx: &TenantTx, held: &HeldWork) -> Result<Option<RunId>, AppError> {
    let Some(failed) = held
        .body
        .get("runId")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok())
    else {
        tracing::error!("a row of the outbox names no run");
        return Ok(None);
    };
    // forgotten meanwhile
    let Some(header) = runs::header(tx, failed).await.map_err(from_db)? else {
        return Ok(None);
    };
    let Some(workflow) = wanted(tx, &header).await? else {
        return Ok(None);
    };
    let inputs = |specs: &[InputSpec]| error_inputs(specs, &header);
    let started = launch(
        context,
        tx,
        Launch {
            run: new_run_id(),
            workflow,
            trigger: Trigger::Error,
            key: Some(format!("error:{failed}")),
            request_id: header.request_id.clone(),
            inputs: &inputs,
        },
    )
    .await?;
    Ok(Some(started.run))
}

/// The workflow to start. What follows an error starts none: or two workflows that fail would call each other for ever.
async fn wanted(tx: &TenantTx, failed: &RunHeader) -> Result<Option<WorkflowId>, AppError> {
    let settings = workflow_settings::get(tx, failed.workflow).await.map_err(from_db)?;
    let Some(workflow) = settings.error_workflow else {
        return Ok(None);
    };
    let follows = outbox::follows_an_error(tx, failed.id).await.map_err(from_db)?;
    Ok((!follows).then_some(workflow))
}

/// The parts as inputs of their own where the workflow declares none.
fn error_inputs(specs: &[InputSpec], failed: &RunHeader) -> Value {
    let offer = offer(failed);
    if specs.is_empty() {
        return Value::Object(offer.parts.into_iter().collect());
    }
    offered(specs, offer)
}

fn offer(failed: &RunHeader) -> Offer {
    let error = json!(failed.error);
    let step = json!(failed.error.as_ref().and_then(|error| error.step_id.as_ref()));
    let run = json!({
        "id": failed.id,
        "workflowId": failed.workflow,
        "workflowName": failed.workflow_name,
        "status": failed.status,
        "startedAt": failed.started_at,
        "finishedAt": failed.finished_at,
    });
    Offer {
        event: json!({"type": "error", "error": error, "run": run, "step": step}),
        parts: vec![
            ("error".to_owned(), error),
            ("run".to_owned(), run),
            ("step".to_owned(), step),
        ],
    }
}
