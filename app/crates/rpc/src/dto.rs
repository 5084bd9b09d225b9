//! Data shapes, camelCase, the same for server functions and `/api/v1`.

mod approval;
mod bulk;
mod dead_letter;
mod failure;
mod page;
mod replay;
mod run;
mod session;
mod signal;
mod trigger;
mod worker;
mod workflow;

pub use approval::{Approval, ApprovalFilter, ApprovalState, Decision, Remark};
pub use bulk::{BulkAnswer, BulkItem, BulkOutcome};
pub use dead_letter::{ChosenLetters, DeadLetter, DeadLetterFilter, DeadLetterState, OpenLetters};
pub use failure::{FailingWorkflow, FailureBucket, FailureCause, FailurePoint, FailureQuery, FailureReport};
pub use page::{ListQuery, Page};
pub use replay::{ActiveRuns, CancelRuns, Replay, ReplayFrom};
pub use run::{
    ChildBody, LogBody, NewRun, RunBody, RunCounts, RunCreated, RunDetail, RunFilter, RunHeader, StartRun, StepBody,
};
pub use session::{Me, MeOrganisation, MePrincipal};
pub use signal::{NewSignal, ResumeLink, SignalSent};
pub use trigger::{
    Delivery, FireTime, LastFire, NamedWorkflow, NewTrigger, PreviewSchedule, RotateTrigger, Rotation, RunLane,
    SchedulePreview, Trigger, TriggerBoard, TriggerChange, TriggerMade, WorkflowSettings,
};
pub use worker::{PoolBody, WorkerBody, Workers};
pub use workflow::{
    Cover, CoverEdge, CoverNode, CreatedWorkflow, DraftSaved, ImportReport, LastRun, NewWorkflow, PublishRequest,
    PublishedVersion, SaveDraft, Validation, VersionDetail, VersionSummary, WorkflowDetail, WorkflowSummary,
};
