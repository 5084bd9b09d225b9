//! The application layer as server functions and REST handlers see it. Implemented by `services`.
//!
//! Every method takes the [`Caller`] first and authorises before it looks at anything else.

mod run;
mod session;
mod workflow;

use std::sync::Arc;

pub use domain::access::Caller;
pub use run::{RunService, RunStream};
pub use session::SessionService;
pub use workflow::WorkflowService;

/// All services of the application.
#[derive(Clone)]
pub struct Services {
    /// Workflows, drafts and versions.
    pub workflows: Arc<dyn WorkflowService>,
    /// Runs.
    pub runs: Arc<dyn RunService>,
    /// Who is signed in.
    pub session: Arc<dyn SessionService>,
}
