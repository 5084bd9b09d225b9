//! Runs.

mod cancel;
mod cancel_many;
mod counts;
mod detail;
mod get;
mod header;
mod list;
mod replay;
mod requested;
mod start;
mod watch;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::{RunId, WorkflowId};
use rpc::service::{RunService, RunStream};
use rpc::{
    AppError, BulkAnswer, CancelRuns, ListQuery, NewRun, Page, Replay, RunBody, RunCounts, RunCreated, RunDetail,
    RunFilter, RunHeader, StartRun,
};

use crate::Context;

pub use get::run_body;
pub(crate) use replay::{LetterRule, Replayed, Wish, accept_replay};
pub(crate) use requested::requested;
pub(crate) use start::checked_inputs;

/// Transactions of one bulk call under way at once: others need connections too.
pub(crate) const AT_ONCE: usize = 3;

/// Implements [`RunService`]; one verb a file.
pub(crate) struct Runs {
    context: Context,
}

impl Runs {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl RunService for Runs {
    async fn start(
        &self,
        caller: &Caller,
        new: NewRun,
        trigger: &str,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError> {
        start::start(&self.context, caller, new, trigger, request_id).await
    }

    async fn start_current(
        &self,
        caller: &Caller,
        workflow: WorkflowId,
        start: StartRun,
        trigger: &str,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError> {
        start::start_current(&self.context, caller, workflow, start, trigger, request_id).await
    }

    async fn list(&self, caller: &Caller, filter: &RunFilter, query: &ListQuery) -> Result<Page<RunHeader>, AppError> {
        list::list(&self.context, caller, filter, query).await
    }

    async fn get(&self, caller: &Caller, id: RunId) -> Result<RunBody, AppError> {
        get::get(&self.context, caller, id).await
    }

    async fn detail(&self, caller: &Caller, id: RunId) -> Result<RunDetail, AppError> {
        detail::detail(&self.context, caller, id).await
    }

    async fn cancel(&self, caller: &Caller, id: RunId) -> Result<(), AppError> {
        cancel::cancel(&self.context, caller, id).await
    }

    async fn cancel_many(&self, caller: &Caller, chosen: CancelRuns) -> Result<BulkAnswer, AppError> {
        cancel_many::cancel_many(&self.context, caller, chosen).await
    }

    async fn replay(
        &self,
        caller: &Caller,
        id: RunId,
        replay: Replay,
        request_id: Option<String>,
    ) -> Result<RunCreated, AppError> {
        replay::replay(&self.context, caller, id, replay, request_id).await
    }

    async fn watch(&self, caller: &Caller, id: RunId, after: i64) -> Result<Option<RunStream>, AppError> {
        watch::watch(&self.context, caller, id, after).await
    }

    async fn counts(&self, caller: &Caller) -> Result<RunCounts, AppError> {
        counts::counts(&self.context, caller).await
    }
}
