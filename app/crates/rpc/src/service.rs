//! The application layer as server functions and REST handlers see it. Implemented by `services`.
//!
//! Every method takes the [`Caller`] first and authorises before it looks at anything else.

mod approval;
mod dead_letter;
mod failure;
mod run;
mod session;
mod signal;
mod trigger;
mod worker;
mod workflow;

use std::sync::Arc;

pub use approval::ApprovalService;
pub use dead_letter::DeadLetterService;
pub use domain::access::Caller;
pub use failure::FailureService;
pub use run::{RunService, RunStream};
pub use session::SessionService;
pub use signal::{ResumeCall, SignalService};
pub use trigger::{HookCall, HookReply, TriggerService};
pub use worker::WorkerService;
pub use workflow::WorkflowService;

/// All services of the application.
#[derive(Clone)]
pub struct Services {
    /// Workflows, drafts and versions.
    pub workflows: Arc<dyn WorkflowService>,
    /// Runs.
    pub runs: Arc<dyn RunService>,
    /// Runs that Apex gave up on.
    pub dead_letters: Arc<dyn DeadLetterService>,
    /// Why runs fail.
    pub failures: Arc<dyn FailureService>,
    /// Triggers of workflows.
    pub triggers: Arc<dyn TriggerService>,
    /// Workers and their pools.
    pub workers: Arc<dyn WorkerService>,
    /// What runs ask people.
    pub approvals: Arc<dyn ApprovalService>,
    /// What is said to runs from outside.
    pub signals: Arc<dyn SignalService>,
    /// Who is signed in.
    pub session: Arc<dyn SessionService>,
}
