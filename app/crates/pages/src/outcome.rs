//! The domain's words for where runs and steps stand, as the design system's.

use domain::run::{RunMode, RunStatus, StepStatus};
use ui::Status;

/// A run's status.
pub(crate) const fn of_run(status: RunStatus) -> Status {
    match status {
        RunStatus::Queued => Status::Queued,
        RunStatus::Running => Status::Running,
        RunStatus::Waiting => Status::Waiting,
        RunStatus::Succeeded => Status::Succeeded,
        RunStatus::Failed => Status::Failed,
        RunStatus::Cancelled => Status::Cancelled,
        RunStatus::Dead => Status::Dead,
    }
}

/// A step's status.
pub(crate) const fn of_step(status: StepStatus) -> Status {
    match status {
        StepStatus::Queued => Status::Queued,
        StepStatus::Running => Status::Running,
        StepStatus::Waiting => Status::Waiting,
        StepStatus::Succeeded => Status::Succeeded,
        StepStatus::Failed => Status::Failed,
        StepStatus::Skipped => Status::Skipped,
        StepStatus::Cancelled => Status::Cancelled,
    }
}

/// What started a run, in words.
pub(crate) fn trigger(word: &str) -> String {
    match word {
        "manual" => "By hand".to_owned(),
        "api" => "API".to_owned(),
        "cli" => "Command line".to_owned(),
        "schedule" => "Schedule".to_owned(),
        "webhook" => "Webhook".to_owned(),
        "replay" | "retry" => "Replay".to_owned(),
        "error" => "Another run's failure".to_owned(),
        "sub_workflow" => "Another workflow".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a run touched the outside world.
pub(crate) const fn mode_word(mode: RunMode) -> &'static str {
    match mode {
        RunMode::Live => "Live",
        RunMode::Mock => "Mock",
    }
}
