//! Runs that Apex gave up on: looked at, replayed, let go.
//!
//! Every letter is decided in a transaction of its own, which locks it first: a bulk call that ends half-way has done
//! what it says, and may be made again.

mod chosen;
mod discard;
mod get;
mod letter;
mod list;
mod redrive;
mod reopen;

use async_trait::async_trait;
use domain::access::Caller;
use domain::id::RunId;
use rpc::service::DeadLetterService;
use rpc::{AppError, BulkAnswer, ChosenLetters, DeadLetter, DeadLetterFilter, ListQuery, Page, ReplayFrom};

use crate::Context;

pub(crate) use chosen::{Chosen, choose_one, found, named};
pub(crate) use letter::state;

/// Implements [`DeadLetterService`]; one verb a file.
pub(crate) struct DeadLetters {
    context: Context,
}

impl DeadLetters {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

#[async_trait]
impl DeadLetterService for DeadLetters {
    async fn list(
        &self,
        caller: &Caller,
        filter: &DeadLetterFilter,
        query: &ListQuery,
    ) -> Result<Page<DeadLetter>, AppError> {
        list::list(&self.context, caller, filter, query).await
    }

    async fn get(&self, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError> {
        get::get(&self.context, caller, run).await
    }

    async fn discard(&self, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError> {
        discard::discard(&self.context, caller, run).await
    }

    async fn discard_many(&self, caller: &Caller, chosen: ChosenLetters) -> Result<BulkAnswer, AppError> {
        discard::discard_many(&self.context, caller, chosen).await
    }

    async fn reopen(&self, caller: &Caller, runs: Vec<RunId>) -> Result<BulkAnswer, AppError> {
        reopen::reopen(&self.context, caller, runs).await
    }

    async fn redrive(
        &self,
        caller: &Caller,
        chosen: ChosenLetters,
        from: ReplayFrom,
        request_id: Option<String>,
    ) -> Result<BulkAnswer, AppError> {
        redrive::redrive(&self.context, caller, chosen, from, request_id).await
    }
}
