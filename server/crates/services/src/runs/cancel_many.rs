use std::collections::HashMap;
use std::sync::Arc;

use domain::access::{Caller, Permission};
use domain::id::RunId;
use domain::problem::Problem;
use domain::run::RunStatus;
use futures::StreamExt;
use futures::stream;
use persistence::runs::{self, ActiveFilter, Cancelled};
use ports::{RunEvents, RunRef};
use rpc::{ActiveRuns, AppError, BulkAnswer, BulkItem, BulkOutcome, CancelRuns};

use super::AT_ONCE;
use crate::Context;
use crate::authorize::require;
use crate::dead_letters::{Chosen, choose_one, found, named};
use crate::error::from_db;

/// Runs of one transaction: few enough to hold their locks briefly.
const BATCH: usize = 100;

/// See [`rpc::service::RunService::cancel_many`].
///
/// A batch that the database can't do now is answered as such; the others stand.
pub(super) async fn cancel_many(
    context: &Context,
    caller: &Caller,
    choice: CancelRuns,
) -> Result<BulkAnswer, AppError> {
    require(caller, Permission::RunsWrite)?;
    let mut chosen = match (choice.run_ids, choice.filter) {
        (Some(runs), None) => named(runs, CancelRuns::MOST)?,
        (None, Some(filter)) => active(context, caller, filter).await?,
        (Some(_), Some(_)) | (None, None) => return Err(choose_one()),
    };
    let asked = chosen.runs.clone();
    // everybody locks in this order
    chosen.runs.sort_unstable();
    let batches = chosen.runs.chunks(BATCH).map(<[RunId]>::to_vec);
    let each = |batch: Vec<RunId>| async move { cancel_batch(context, caller, &batch).await };
    let answers = stream::iter(batches).map(each).buffer_unordered(AT_ONCE);
    let answers: HashMap<RunId, BulkItem> = answers
        .flat_map(stream::iter)
        .map(|item| (item.run_id, item))
        .collect()
        .await;
    let item = |run: RunId| {
        let answered = answers.get(&run).cloned();
        answered.unwrap_or_else(|| BulkItem::refused(run, "internal", "The run was not looked at. Ask again."))
    };
    Ok(chosen.answered(asked.into_iter().map(item).collect()))
}

async fn active(context: &Context, caller: &Caller, filter: ActiveRuns) -> Result<Chosen, AppError> {
    if filter.status.is_some_and(RunStatus::is_final) {
        let message = "runs that have ended can't be cancelled: use queued, running or waiting";
        let problem = Problem::error("/filter/status", "unknown_choice", message);
        return Err(AppError::invalid(
            "invalid_body",
            "Only runs that have not ended can be cancelled.",
            vec![problem],
        ));
    }
    let filter = ActiveFilter {
        statuses: filter.status.into_iter().collect(),
        workflow: filter.workflow_id,
    };
    let limit = u32::try_from(CancelRuns::MOST + 1).unwrap_or(u32::MAX);
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let runs = runs::active(&tx, &filter, limit).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(found(runs, CancelRuns::MOST))
}

async fn cancel_batch(context: &Context, caller: &Caller, batch: &[RunId]) -> Vec<BulkItem> {
    match batch_answers(context, caller, batch).await {
        Ok(mut answers) => {
            let mut items = Vec::with_capacity(batch.len());
            for run in batch {
                items.push(match answers.remove(run).flatten() {
                    Some(outcome) => told(context, caller, *run, outcome),
                    // somebody else was at it: it is waited for, alone
                    None => cancel_alone(context, caller, *run).await,
                });
            }
            items
        }
        Err(error) => {
            let refused = |run: &RunId| BulkItem::refused(*run, &error.code, error.message.clone());
            batch.iter().map(refused).collect()
        }
    }
}

type Answers = HashMap<RunId, Option<Cancelled>>;

async fn batch_answers(context: &Context, caller: &Caller, batch: &[RunId]) -> Result<Answers, AppError> {
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let answers = runs::request_cancel_many(&tx, batch, context.clock.now())
        .await
        .map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(answers)
}

async fn cancel_alone(context: &Context, caller: &Caller, run: RunId) -> BulkItem {
    let outcome = async {
        let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
        let outcome = runs::request_cancel(&tx, run, context.clock.now())
            .await
            .map_err(from_db)?;
        tx.commit().await.map_err(from_db)?;
        Ok::<_, AppError>(outcome)
    };
    match outcome.await {
        Ok(outcome) => told(context, caller, run, outcome),
        Err(error) => BulkItem::refused(run, &error.code, error.message),
    }
}

/// Tells watchers and workers, and the caller.
fn told(context: &Context, caller: &Caller, run: RunId, outcome: Cancelled) -> BulkItem {
    let tenant = caller.tenant;
    match outcome {
        Cancelled::Ended { events } => {
            let events = Arc::from(events);
            context.fanout.publish(RunEvents { tenant, run, events });
            BulkItem::new(run, BulkOutcome::Done)
        }
        Cancelled::Flagged => {
            context.dispatch.cancel(RunRef { tenant, run });
            context.dispatch.ready(RunRef { tenant, run });
            BulkItem::new(run, BulkOutcome::Accepted)
        }
        Cancelled::AlreadyFinal(RunStatus::Cancelled) => BulkItem::new(run, BulkOutcome::Unchanged),
        Cancelled::AlreadyFinal(status) => {
            let message = format!("The run has ended already: it is {status}.");
            BulkItem::refused(run, "run_finished", message)
        }
        Cancelled::NotFound => BulkItem::refused(run, "not_found", "There is no such run in this organisation."),
    }
}
