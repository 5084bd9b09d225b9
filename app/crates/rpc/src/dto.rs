//! Data shapes, camelCase, the same for server functions and `/api/v1`.

mod page;
mod run;
mod session;
mod workflow;

pub use page::{ListQuery, Page};
pub use run::{LogBody, NewRun, RunBody, RunCounts, RunCreated, RunDetail, RunFilter, RunHeader, StartRun, StepBody};
pub use session::{Me, MeOrganisation, MePrincipal};
pub use workflow::{
    Cover, CoverEdge, CoverNode, CreatedWorkflow, DraftSaved, ImportReport, LastRun, NewWorkflow, PublishRequest,
    PublishedVersion, SaveDraft, Validation, VersionDetail, VersionSummary, WorkflowDetail, WorkflowSummary,
};
