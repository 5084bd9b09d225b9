//! On the local data directory, beside a running server or alone.

use domain::access::{Caller, Principal, Role};
use domain::graph::Workflow;
use domain::id::{RunId, WorkflowVersionId};
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
use crate::cli::starters::starters;
use crate::config::Config;
use crate::installation::Installation;

pub(super) async fn run(
    config: Config,
    args: &RunArgs,
    workflow: &Workflow,
    inputs: Value,
) -> Result<RunBody, Failure> {
    let installation = Installation::open(config)
        .await
        .map_err(|error| Failure::with_causes(&error))?;
    let shutdown = CancellationToken::new();
    let outcome = drive(&installation, args, workflow, inputs, &shutdown).await;
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
    let context = installation.context(&engine);
    let caller = caller(installation, &context, args).await?;
    let version = workflows::put_cli_workflow(&context, &caller, workflow)
        .await
        .map_err(Failure::failed)?;
    let run = accept(&context, &caller, args, version, inputs).await?;
    let reference = RunRef {
        tenant: caller.tenant,
        run,
    };
    let (driven, watched) = tokio::join!(engine.run_one(reference), watch(&context, &caller, run));
    if let Err(error) = driven {
        tracing::debug!(%error, "the run is driven elsewhere");
    }
    let body = watched?;
    shutdown.cancel();
    engine.drained().await;
    Ok(body)
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
        Failure::bad_input(format!("{} {}", error.message, faults.join("; ")))
    })
}

async fn watch(context: &Context, caller: &Caller, run: RunId) -> Result<RunBody, Failure> {
    let runs = context.services().runs;
    let mut events = runs.watch(caller, run, 0).await.map_err(Failure::failed)?;
    while let Some(event) = events.next().await {
        print::progress(&event.map_err(Failure::failed)?);
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
