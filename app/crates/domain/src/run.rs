//! Runs: status vocabulary, the append-only journal events, and the fold from events to what people see.
//!
//! The journal is the truth of a run. Everything shown of a run, in the browser, the API and the engine alike, is
//! [`RunState`] folded from [`RunEvent`]s, so that no two places can disagree.

pub mod approval;
pub mod error;
pub mod event;
pub mod state;
pub mod status;
pub mod step_path;

pub use approval::{APPROVAL_SIGNAL, ApprovalRequest, CHILD_SIGNAL};
pub use error::{ErrorClass, RunError, StepError};
pub use event::{EventKind, LogLevel, RunEvent};
pub use state::{LogLine, RunState, StepState};
pub use status::{RunMode, RunStatus, StepStatus};
pub use step_path::StepPath;
