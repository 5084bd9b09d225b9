use domain::access::{Caller, Permission};
use domain::id::RunId;
use futures::StreamExt;
use futures::stream;
use persistence::dead_letters::{self, LetterState};
use rpc::{AppError, BulkAnswer, BulkItem, BulkOutcome, ChosenLetters};

use super::chosen::named;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::runs::AT_ONCE;

/// See [`rpc::service::DeadLetterService::reopen`].
pub(super) async fn reopen(context: &Context, caller: &Caller, runs: Vec<RunId>) -> Result<BulkAnswer, AppError> {
    require(caller, Permission::RunsWrite)?;
    let chosen = named(runs, ChosenLetters::MOST)?;
    let each = |run: RunId| async move {
        match reopen_one(context, caller, run).await {
            Ok(outcome) => BulkItem::new(run, outcome),
            Err(error) => BulkItem::refused(run, &error.code, error.message),
        }
    };
    let items = stream::iter(chosen.runs.clone()).map(each).buffered(AT_ONCE);
    let items = items.collect().await;
    Ok(chosen.answered(items))
}

async fn reopen_one(context: &Context, caller: &Caller, run: RunId) -> Result<BulkOutcome, AppError> {
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let letter = dead_letters::lock(&tx, run).await.map_err(from_db)?;
    let letter = letter.ok_or_else(|| AppError::not_found("dead letter"))?;
    match letter.state {
        LetterState::Discarded => {}
        LetterState::Open => return Ok(BulkOutcome::Unchanged),
        LetterState::Replayed => {
            return Err(AppError::conflict(
                "dead_letter_replayed",
                "The dead letter was replayed, which can't be taken back. Cancel the run that replays it.",
            ));
        }
    }
    dead_letters::reopen(&tx, run).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(BulkOutcome::Done)
}
