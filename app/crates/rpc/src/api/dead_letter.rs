//! Dead letters, for our own pages.

use crate::json::Json;
use domain::id::RunId;
use leptos::prelude::*;

use crate::{AppError, BulkAnswer, ChosenLetters, DeadLetter, DeadLetterFilter, ListQuery, Page};

/// Dead letters, newest first.
#[server(prefix = "/rpc", endpoint = "dead-letters/list", input = Json, output = Json)]
pub async fn list_dead_letters(filter: DeadLetterFilter, query: ListQuery) -> Result<Page<DeadLetter>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.dead_letters.list(&caller, &filter, &query).await)
}

/// Replays letters from where their runs failed.
#[server(prefix = "/rpc", endpoint = "dead-letters/redrive", input = Json, output = Json)]
pub async fn redrive_dead_letters(chosen: ChosenLetters) -> Result<BulkAnswer, AppError> {
    use super::context::{answer, request_id, scene};
    let (services, caller) = answer(scene())?;
    let from = crate::ReplayFrom::Failed;
    answer(services.dead_letters.redrive(&caller, chosen, from, request_id()).await)
}

/// Lets letters go.
#[server(prefix = "/rpc", endpoint = "dead-letters/discard", input = Json, output = Json)]
pub async fn discard_dead_letters(chosen: ChosenLetters) -> Result<BulkAnswer, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.dead_letters.discard_many(&caller, chosen).await)
}

/// Takes the discarding of letters back.
#[server(prefix = "/rpc", endpoint = "dead-letters/reopen", input = Json, output = Json)]
pub async fn reopen_dead_letters(runs: Vec<RunId>) -> Result<BulkAnswer, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.dead_letters.reopen(&caller, runs).await)
}
