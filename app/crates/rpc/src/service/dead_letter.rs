use async_trait::async_trait;
use domain::access::Caller;
use domain::id::RunId;

use crate::{AppError, BulkAnswer, ChosenLetters, DeadLetter, DeadLetterFilter, ListQuery, Page, ReplayFrom};

/// Runs that Apex gave up on.
#[async_trait]
pub trait DeadLetterService: Send + Sync {
    /// Dead letters, newest first.
    async fn list(
        &self,
        caller: &Caller,
        filter: &DeadLetterFilter,
        query: &ListQuery,
    ) -> Result<Page<DeadLetter>, AppError>;

    /// The letter of one run.
    async fn get(&self, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError>;

    /// Lets one go. Again changes nothing; one that was replayed stays so (409 `dead_letter_replayed`).
    async fn discard(&self, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError>;

    /// Lets many go, each by itself.
    async fn discard_many(&self, caller: &Caller, chosen: ChosenLetters) -> Result<BulkAnswer, AppError>;

    /// Takes the discarding of these back.
    async fn reopen(&self, caller: &Caller, runs: Vec<RunId>) -> Result<BulkAnswer, AppError>;

    /// Replays many, each by itself. One that was replayed before is answered with that replay.
    async fn redrive(
        &self,
        caller: &Caller,
        chosen: ChosenLetters,
        from: ReplayFrom,
        request_id: Option<String>,
    ) -> Result<BulkAnswer, AppError>;
}
