//! Waiting for what the run says to its caller.

use std::time::Duration;

use domain::graph::Workflow;
use domain::id::{RunId, TenantId};
use domain::run::{EventKind, RunEvent, RunStatus};
use futures::StreamExt;
use rpc::AppError;
use rpc::service::{HookReply, RunService};
use serde_json::Value;

use crate::Context;
use crate::runs::Runs;
use crate::triggers::launch::system;

/// The kind of node that answers.
const RESPOND: &str = "respond";

/// The run's answer, or that it was accepted when none comes in time. The run goes on, whether somebody waits or not.
pub(super) async fn wait(
    context: &Context,
    tenant: TenantId,
    run: RunId,
    document: &Workflow,
    patience: Duration,
) -> Result<HookReply, AppError> {
    let accepted = HookReply::Accepted { run, repeated: false };
    let runs = Runs::new(context.clone());
    let Some(mut events) = runs.watch(&system(tenant, "webhook"), run, 0).await? else {
        return Ok(accepted);
    };
    let deadline = context.clock.sleep(patience);
    tokio::pin!(deadline);
    loop {
        let event = tokio::select! {
            () = &mut deadline => return Ok(accepted),
            event = events.next() => event,
        };
        match event {
            Some(Ok(event)) => {
                if let Some(reply) = reply(run, document, event) {
                    return reply;
                }
            }
            // the run is stored: whatever happened to the watching, it goes on
            Some(Err(_)) | None => return Ok(accepted),
        }
    }
}

fn reply(run: RunId, document: &Workflow, event: RunEvent) -> Option<Result<HookReply, AppError>> {
    match event.kind {
        EventKind::StepSucceeded { step, output, .. } if is_respond(document, step.node()) => {
            Some(Ok(respond(run, &output)))
        }
        EventKind::RunFinished { status, error, .. } => Some(match status {
            RunStatus::Succeeded => Ok(HookReply::Ended { run }),
            RunStatus::Queued
            | RunStatus::Running
            | RunStatus::Waiting
            | RunStatus::Failed
            | RunStatus::Cancelled
            | RunStatus::Dead => {
                let cause = error.map(|error| error.message).unwrap_or_default();
                tracing::debug!(%run, cause, "a webhook's run did not succeed");
                let message = format!("The run {run} ended as {status}, before it answered.");
                Err(AppError::new(502, "run_failed", message))
            }
        }),
        _other => None,
    }
}

fn is_respond(document: &Workflow, node: &str) -> bool {
    document
        .nodes
        .iter()
        .any(|known| known.kind == RESPOND && known.id.as_str() == node)
}

fn respond(run: RunId, output: &Value) -> HookReply {
    let status = output.get("status").and_then(Value::as_u64).unwrap_or(200);
    let headers = output.get("headers").and_then(Value::as_object);
    HookReply::Respond {
        run,
        // what is below 200 is no end of an answer
        status: u16::try_from(status)
            .ok()
            .filter(|status| *status >= 200)
            .unwrap_or(200),
        headers: headers
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: output.get("body").cloned().unwrap_or(Value::Null),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
