use domain::access::{Caller, Permission};
use domain::id::RunId;
use futures::StreamExt;
use futures::stream;
use persistence::dead_letters::{self, LetterState};
use rpc::{AppError, BulkAnswer, BulkItem, BulkOutcome, ChosenLetters, DeadLetter};

use super::chosen::chosen;
use super::get::read;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::runs::AT_ONCE;

/// See [`rpc::service::DeadLetterService::discard`].
pub(super) async fn discard(context: &Context, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError> {
    require(caller, Permission::RunsWrite)?;
    discard_one(context, caller, run).await?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let letter = read(&tx, run).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(letter)
}

/// See [`rpc::service::DeadLetterService::discard_many`].
pub(super) async fn discard_many(
    context: &Context,
    caller: &Caller,
    choice: ChosenLetters,
) -> Result<BulkAnswer, AppError> {
    require(caller, Permission::RunsWrite)?;
    let chosen = chosen(context, caller, choice).await?;
    let each = |run: RunId| async move {
        match discard_one(context, caller, run).await {
            Ok(outcome) => BulkItem::new(run, outcome),
            Err(error) => BulkItem::refused(run, &error.code, error.message),
        }
    };
    let items = stream::iter(chosen.runs.clone()).map(each).buffered(AT_ONCE);
    let items = items.collect().await;
    Ok(chosen.answered(items))
}

async fn discard_one(context: &Context, caller: &Caller, run: RunId) -> Result<BulkOutcome, AppError> {
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let letter = dead_letters::lock(&tx, run).await.map_err(from_db)?;
    let letter = letter.ok_or_else(|| AppError::not_found("dead letter"))?;
    match letter.state {
        LetterState::Open => {}
        LetterState::Discarded => return Ok(BulkOutcome::Unchanged),
        LetterState::Replayed => {
            return Err(AppError::conflict(
                "dead_letter_replayed",
                "The dead letter was replayed before; there is nothing left to decide.",
            ));
        }
    }
    dead_letters::discard(&tx, run, caller.user(), context.clock.now())
        .await
        .map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(BulkOutcome::Done)
}
