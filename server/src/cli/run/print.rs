use domain::run::{EventKind, LogLevel, RunEvent};
use rpc::RunBody;

use crate::cli::Failure;

/// The run as `GET /api/v1/runs/{id}` gives it.
pub(super) fn json(body: &RunBody) -> Result<(), Failure> {
    say!("{}", serde_json::to_string_pretty(body).map_err(Failure::failed)?);
    Ok(())
}

/// The run's output.
pub(super) fn output(body: &RunBody) -> Result<(), Failure> {
    match &body.error {
        Some(error) => eprintln!("{}: {}", body.status, error.message),
        None => say!(
            "{}",
            serde_json::to_string_pretty(&body.output).map_err(Failure::failed)?
        ),
    }
    Ok(())
}

/// One line of progress, to stderr.
pub(super) fn progress(event: &RunEvent) {
    let line = match &event.kind {
        EventKind::StepStarted { step, attempt: 1, .. } => format!("  running    {step}"),
        EventKind::StepStarted { step, attempt, .. } => format!("  running    {step} (attempt {attempt})"),
        EventKind::StepSucceeded { step, duration_ms, .. } => format!("  succeeded  {step}  {duration_ms} ms"),
        EventKind::StepRetried { step, error, .. } => format!("  retrying   {step}: {}", error.message),
        EventKind::StepFailed {
            step, error, attempt, ..
        } => {
            format!("  failed     {step} after {attempt} attempts: {}", error.message)
        }
        EventKind::StepSkipped { step } => format!("  skipped    {step}"),
        EventKind::StepWaiting { step, until } => format!("  waiting    {step} until {}", until.to_rfc3339()),
        EventKind::StepCancelled { step } => format!("  cancelled  {step}"),
        EventKind::LoopStarted { step, items } => format!("  running    {step}, {} items", items.len()),
        EventKind::IterationStarted { step, index } => format!("  running    {step}, iteration {index}"),
        EventKind::SignalAwaited { step, name, .. } => format!("  waiting    {step} for the signal `{name}`"),
        EventKind::ApprovalRequested { step, approval } => format!("  waiting    {step}: {}", approval.title),
        EventKind::ApprovalEscalated { step, to } => format!("  escalated  {step} to {}", to.join(", ")),
        EventKind::ChildStarted { step, run, .. } => format!("  running    {step} as {run}"),
        EventKind::SignalReceived { name, .. } => format!("signal `{name}`"),
        EventKind::CompensationStarted { error, .. } => format!("undoing: {}", error.message),
        EventKind::Log { step, level, message } => {
            let step = step.as_ref().map_or_else(String::new, |step| format!("{step}: "));
            let mark = if *level >= LogLevel::Warn {
                level.as_str()
            } else {
                "log"
            };
            format!("  {mark:<9}  {step}{message}")
        }
        EventKind::RunFinished { status, .. } => format!("run {status}"),
        EventKind::RunQueued
        | EventKind::RunStarted
        | EventKind::RunResumed
        | EventKind::RunParked { .. }
        | EventKind::CancelRequested => return,
    };
    eprintln!("{line}");
}
