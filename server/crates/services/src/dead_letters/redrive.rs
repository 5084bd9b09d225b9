use domain::access::{Caller, Permission};
use domain::id::RunId;
use futures::StreamExt;
use futures::stream;
use persistence::runs::Lane;
use rpc::{AppError, BulkAnswer, BulkItem, BulkOutcome, ChosenLetters, ReplayFrom};

use super::chosen::chosen;
use crate::Context;
use crate::authorize::require;
use crate::runs::{AT_ONCE, LetterRule, Replayed, Wish, accept_replay};

/// See [`rpc::service::DeadLetterService::redrive`].
pub(super) async fn redrive(
    context: &Context,
    caller: &Caller,
    choice: ChosenLetters,
    from: ReplayFrom,
    request_id: Option<String>,
) -> Result<BulkAnswer, AppError> {
    require(caller, Permission::RunsWrite)?;
    let chosen = chosen(context, caller, choice).await?;
    // a few are waited for by whoever asked, many give way
    let lane = if chosen.runs.len() > 1 {
        Lane::Bulk
    } else {
        Lane::Interactive
    };
    let (from, request_id) = (&from, &request_id);
    let each = |run: RunId| async move {
        let wish = Wish {
            of: run,
            from: from.clone(),
            inputs: None,
            lane,
            letter: LetterRule::MustBeOpen,
            once: None,
            request_id: request_id.clone(),
        };
        match accept_replay(context, caller, wish).await {
            Ok(Replayed::Fresh(new)) => BulkItem::new(run, BulkOutcome::Done).replayed_by(new),
            Ok(Replayed::Before(new)) => BulkItem::new(run, BulkOutcome::Unchanged).replayed_by(new),
            Err(error) => BulkItem::refused(run, &error.code, error.message),
        }
    };
    let items = stream::iter(chosen.runs.clone()).map(each).buffered(AT_ONCE);
    let items = items.collect().await;
    Ok(chosen.answered(items))
}
