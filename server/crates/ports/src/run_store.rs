//! Queue, leases and journal, as the engine sees them (ENGINE.md, "Claim, fence, finish").
//!
//! Every write names its [`Lease`]; a write whose fence is no longer the run's changes nothing and says
//! [`StoreError::StaleFence`], and the worker stops working on that run.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, SignalId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::problem::Problem;
use domain::run::{RunEvent, RunMode, StepPath};
use serde_json::Value;

/// A run with its tenant: every statement carries both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RunRef {
    /// The run's tenant.
    pub tenant: TenantId,
    /// The run.
    pub run: RunId,
}

/// The right to write one run's journal, until somebody with a higher fence takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Which run.
    pub run: RunRef,
    /// Who holds it.
    pub worker: WorkerId,
    /// Rises with every claim.
    pub fence: i64,
}

/// What a run is to do; never changes.
#[derive(Debug, Clone)]
pub struct RunSpec {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The pinned version.
    pub version: WorkflowVersionId,
    /// Its document.
    pub document: Arc<Workflow>,
    /// Checked inputs, defaults filled in.
    pub inputs: Value,
    /// Live or mock.
    pub mode: RunMode,
    /// When it was accepted.
    pub queued_at: DateTime<Utc>,
    /// The request that started it, for logs.
    pub request_id: Option<String>,
}

/// A run that this worker now holds.
#[derive(Debug, Clone)]
pub struct ClaimedRun {
    /// The right to write.
    pub lease: Lease,
    /// What to do.
    pub spec: RunSpec,
    /// Everything journaled so far, in order of `seq`.
    pub events: Vec<RunEvent>,
    /// How often a worker died, or Apex failed, while it held the run (parks and drains don't count).
    pub crashes: u32,
    /// Somebody asked for the end.
    pub cancel_requested: bool,
    /// Everything said to the run so far, also what its journal has taken in already; oldest first.
    pub signals: Vec<Signal>,
}

/// Something said to a run from outside. It stands until the run ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The same id is said once.
    pub id: SignalId,
    /// What it is called.
    pub name: String,
    /// The step that it is for; none for whichever waits for the name.
    pub step: Option<StepPath>,
    /// What it says.
    pub payload: Value,
    /// When it was said.
    pub at: DateTime<Utc>,
}

/// A run that a step of another one starts.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildRun {
    /// The step that starts it; at most one child a step and iteration.
    pub step: StepPath,
    /// The workflow to run.
    pub workflow: WorkflowId,
    /// Which version.
    pub version: ChildVersion,
    /// Its inputs as the step gives them.
    pub inputs: Value,
    /// Live or mock.
    pub mode: RunMode,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which version of a workflow a child runs; it is pinned when the child starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChildVersion {
    /// The newest published one.
    Latest,
    /// The one of this number.
    Number(u32),
}

/// What became of a child that was to be started.
#[derive(Debug, Clone, PartialEq)]
pub enum ChildAnswer {
    /// Its run, started now or by an earlier call.
    Started(RunId),
    /// It can't be started, now or later.
    Refused(ChildRefused),
}

/// Why a child can't be started.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChildRefused {
    /// The organisation has no such workflow, or it was put away.
    #[error("there is no such workflow")]
    UnknownWorkflow,
    /// The workflow has no published version yet.
    #[error("the workflow has no published version")]
    NotPublished,
    /// The workflow has no such version.
    #[error("the workflow has no such version")]
    UnknownVersion,
    /// The inputs don't fit what the workflow asks for.
    #[error("the inputs don't fit what the workflow asks for")]
    BadInputs(Vec<Problem>),
    /// Runs have started runs this deep: most likely a workflow that calls itself.
    #[error("sub-workflows are nested more than {0} deep")]
    TooDeep(u32),
}

/// What a worker learns when it says that it lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heartbeat {
    /// Runs it holds for which somebody asked for the end.
    pub cancel: Vec<RunId>,
    /// Runs it holds to which something was said that it has not read.
    pub signalled: Vec<RunId>,
    /// False when the worker was declared dead meanwhile: all its leases are gone, it must stop its work at once.
    pub alive: bool,
}

/// A store call that failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another worker holds the run now; nothing was written.
    #[error("the lease on {0:?} is no longer ours")]
    StaleFence(RunRef),
    /// The database is away or refused; nothing was written.
    #[error("the run store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Queue, leases and journal.
#[async_trait]
pub trait RunStore: Send + Sync + 'static {
    /// Takes up to `limit` ready runs (oldest due first, lanes first) in one statement.
    async fn claim(&self, worker: WorkerId, limit: u32, now: DateTime<Utc>) -> Result<Vec<ClaimedRun>, StoreError>;

    /// Takes this run if it is ready: for `apex run` and direct start.
    async fn claim_run(
        &self,
        worker: WorkerId,
        run: RunRef,
        now: DateTime<Utc>,
    ) -> Result<Option<ClaimedRun>, StoreError>;

    /// Appends events, whose `seq` must follow the journal's last. Also keeps the run row's status in step.
    async fn append(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError>;

    /// Appends events, gives the lease up and makes the run ready again at `until`. `status` becomes waiting.
    async fn park(&self, lease: &Lease, events: &[RunEvent], until: DateTime<Utc>) -> Result<(), StoreError>;

    /// Gives the lease up after Apex itself failed on the run: ready again at `until`, crashes + 1.
    async fn put_aside(&self, lease: &Lease, until: DateTime<Utc>) -> Result<(), StoreError>;

    /// Appends events, gives the lease up and makes the run ready at once (drain).
    async fn release(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError>;

    /// Appends events, the last of which is `RunFinished`, gives the lease up and closes the run.
    async fn finish(&self, lease: &Lease, events: &[RunEvent]) -> Result<(), StoreError>;

    /// Everything said to the run so far, oldest first: as [`ClaimedRun::signals`], but now.
    async fn signals(&self, lease: &Lease) -> Result<Vec<Signal>, StoreError>;

    /// Starts a run on behalf of a step. Asking again for the same step gives the first answer's run.
    async fn start_child(&self, lease: &Lease, child: ChildRun) -> Result<ChildAnswer, StoreError>;

    /// Asks for the end of the unfinished runs that this step has started, or, without a step, of all of them.
    async fn cancel_children(
        &self,
        lease: &Lease,
        step: Option<&StepPath>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Says that the worker lives until `now + ttl`; registers it the first time.
    async fn heartbeat(&self, worker: WorkerId, now: DateTime<Utc>, ttl: Duration) -> Result<Heartbeat, StoreError>;

    /// Makes the runs of workers that are past their time ready again (crashes + 1). Gives their number.
    async fn reap(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Forgets the worker; its remaining leases become ready again, without counting as a crash.
    async fn leave(&self, worker: WorkerId) -> Result<(), StoreError>;

    /// When the next run becomes ready; none when the queue is empty.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError>;
}
