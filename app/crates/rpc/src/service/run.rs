use async_trait::async_trait;
use domain::access::Caller;
use domain::id::{RunId, WorkflowId};
use domain::run::RunEvent;
use futures::stream::BoxStream;

use crate::{
    AppError, BulkAnswer, CancelRuns, ListQuery, NewRun, Page, Replay, RunBody, RunCounts, RunCreated, RunDetail,
    RunFilter, RunHeader, StartRun,
};

/// Journal events of one run, gapless from where the watcher left off, ending after the run does.
pub type RunStream = BoxStream<'static, Result<RunEvent, AppError>>;

/// Runs.
#[async_trait]
pub trait RunService: Send + Sync {
    /// Accepts a run of a version. `trigger` says what started it (`manual`, `api`, `cli`).
    async fn start(
        &self,
        caller: &Caller,
        new: NewRun,
        trigger: &str,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError>;

    /// Accepts a run of the workflow's current version.
    async fn start_current(
        &self,
        caller: &Caller,
        workflow: WorkflowId,
        start: StartRun,
        trigger: &str,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError>;

    /// Runs, newest first.
    async fn list(&self, caller: &Caller, filter: &RunFilter, query: &ListQuery) -> Result<Page<RunHeader>, AppError>;

    /// A run as `GET /runs/{id}` gives it.
    async fn get(&self, caller: &Caller, id: RunId) -> Result<RunBody, AppError>;

    /// A run as the run page shows it.
    async fn detail(&self, caller: &Caller, id: RunId) -> Result<RunDetail, AppError>;

    /// Asks for the end. A run that has ended stays as it is (409 `run_finished`).
    async fn cancel(&self, caller: &Caller, id: RunId) -> Result<(), AppError>;

    /// Asks for the end of many runs, each answered by itself.
    async fn cancel_many(&self, caller: &Caller, chosen: CancelRuns) -> Result<BulkAnswer, AppError>;

    /// Accepts a new run of the same version that begins with recorded results of an old one.
    async fn replay(
        &self,
        caller: &Caller,
        id: RunId,
        replay: Replay,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError>;

    /// Events after `after` (0 for all), then live ones; none when the run has ended and nothing is left to tell.
    async fn watch(&self, caller: &Caller, id: RunId, after: i64) -> Result<Option<RunStream>, AppError>;

    /// Runs by status.
    async fn counts(&self, caller: &Caller) -> Result<RunCounts, AppError>;
}
