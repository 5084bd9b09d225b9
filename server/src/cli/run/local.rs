//! On the local data directory, beside a running server or alone.

use std::time::Duration;

use domain::access::{Caller, Principal, Role};
use domain::graph::Workflow;
use domain::id::{RunId, WorkflowVersionId};
use engine::{EngineHandle, RunOne};
use futures::StreamExt;
use persistence::accounts;
use ports::RunRef;
use rpc::{NewRun, RunBody};
use serde_json::Value;
use services::seed::{DEMO_SLUG, seed_demo};
use services::{Context, workflows};
use tokio_util::sync::CancellationToken;

use super::{RunArgs, print};
use crate::cli::Failure;
use crate::cli::serve::stop_signal;
use crate::cli::starters::starters;
use crate::config::Config;
use crate::installation::Installation;

/// How long another process is given before the run is tried for again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

pub(super) async fn run(
    config: Config,
    args: &RunArgs,
    workflow: &Workflow,
    inputs: Value,
) -> Result<RunBody, Failure> {
    // Ctrl-C ends this process and leaves the run to a server, never the private Postgres to nobody
    let stop = stop_signal()?;
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let shutdown = CancellationToken::new();
    let outcome = tokio::select! {
        outcome = drive(&installation, args, workflow, inputs, &shutdown) => outcome,
        () = stop.cancelled() => Err(Failure::failed("stopped; the run goes on when a server or worker runs")),
    };
    shutdown.cancel();
    installation.close().await;
    outcome
}

async fn drive(
    installation: &Installation,
    args: &RunArgs,
    workflow: &Workflow,
    inputs: Value,
    shutdown: &CancellationToken,
) -> Result<RunBody, Failure> {
    // no places: this process drives its own run only
    let engine = installation
        .start_engine(0, shutdown)
        .map_err(|error| Failure::with_causes(&error))?;
    let context = installation.context();
    let caller = caller(installation, &context, args).await?;
    let kept = workflows::put_cli_workflow(&context, &caller, workflow)
        .await
        .map_err(Failure::failed)?;
    let run = accept(&context, &caller, args, kept.version, inputs).await?;
    let reference = RunRef {
        tenant: caller.tenant,
        run,
    };
    let body = tokio::select! {
        body = watch(&context, &caller, run) => body?,
        () = keep_driving(&engine, &context, reference) => return Err(Failure::failed("the run can't be driven")),
    };
    shutdown.cancel();
    engine.drained().await;
    Ok(body)
}

/// Takes the run whenever nobody else has it: a server may have claimed it first and be gone by now.
async fn keep_driving(engine: &EngineHandle, context: &Context, run: RunRef) {
    loop {
        match engine.run_one(run).await {
            // the watcher sees the end
            Ok(RunOne::Finished(_)) => std::future::pending().await,
            Ok(RunOne::NotReady) => {}
            Err(error) => tracing::debug!(%error, "the run is driven elsewhere"),
        }
        context.clock.sleep(LOOK_AGAIN).await;
    }
}

async fn accept(
    context: &Context,
    caller: &Caller,
    args: &RunArgs,
    workflow_version_id: WorkflowVersionId,
    inputs: Value,
) -> Result<RunId, Failure> {
    let new = NewRun {
        workflow_version_id,
        inputs,
        idempotency_key: None,
        mode: args.mode(),
    };
    let created = context.services().runs.start(caller, new, "cli", None).await;
    created.map(|created| created.run_id).map_err(|error| {
        let faults: Vec<String> = error
            .problems
            .iter()
            .map(|p| format!("{}: {}", p.path, p.message))
            .collect();
        let message = format!("{} {}", error.message, faults.join("; "));
        if error.status < 500 {
            Failure::bad_input(message)
        } else {
            Failure::failed(message)
        }
    })
}

async fn watch(context: &Context, caller: &Caller, run: RunId) -> Result<RunBody, Failure> {
    let runs = context.services().runs;
    let events = runs.watch(caller, run, 0).await.map_err(Failure::failed)?;
    if let Some(mut events) = events {
        while let Some(event) = events.next().await {
            print::progress(&event.map_err(Failure::failed)?);
        }
    }
    runs.get(caller, run).await.map_err(Failure::failed)
}

/// Whoever has the data directory acts as the organisation's owner.
async fn caller(installation: &Installation, context: &Context, args: &RunArgs) -> Result<Caller, Failure> {
    let config = &installation.config;
    if args.org == DEMO_SLUG && installation.private.is_some() {
        let base = config.web.base_url(config.web.addr);
        seed_demo(context, &starters(), &base, &config.region)
            .await
            .map_err(|error| Failure::with_causes(&error))?;
    }
    let tenant = accounts::tenant_by_slug(&context.db, &args.org)
        .await
        .map_err(Failure::failed)?
        .ok_or_else(|| {
            Failure::bad_input(format!(
                "there is no organisation with the slug `{}` (apex admin create-org)",
                args.org
            ))
        })?;
    let tx = context.db.tenant(tenant.id).begin().await.map_err(Failure::failed)?;
    let members = accounts::members(&tx).await.map_err(Failure::failed)?;
    tx.commit().await.map_err(Failure::failed)?;
    let owner = members
        .into_iter()
        .find(|member| member.role == Role::Owner.as_str())
        .ok_or_else(|| Failure::failed("the organisation has no owner"))?;
    Ok(Caller {
        tenant: tenant.id,
        tenant_slug: tenant.slug,
        tenant_name: tenant.name,
        principal: Principal::User {
            id: owner.user.id,
            email: owner.user.email,
            name: owner.user.name,
            role: Role::Owner,
        },
    })
}
