//! Which letters a bulk call is about.

use domain::access::Caller;
use domain::id::RunId;
use domain::problem::Problem;
use persistence::dead_letters::{self, LetterFilter};
use rpc::{AppError, BulkAnswer, BulkItem, ChosenLetters, OpenLetters};

use crate::Context;
use crate::error::from_db;

/// The runs of a bulk call, each once, and whether more fit than one call takes.
pub(crate) struct Chosen {
    pub(crate) runs: Vec<RunId>,
    pub(crate) more: bool,
}

/// Reads the choice: 422 unless it names runs or gives a filter, and not too many.
pub(super) async fn chosen(context: &Context, caller: &Caller, choice: ChosenLetters) -> Result<Chosen, AppError> {
    match (choice.run_ids, choice.filter) {
        (Some(runs), None) => named(runs, ChosenLetters::MOST),
        (None, Some(filter)) => fitting(context, caller, filter).await,
        (Some(_), Some(_)) | (None, None) => Err(choose_one()),
    }
}

/// Runs that a person or a program named.
pub(crate) fn named(mut runs: Vec<RunId>, most: usize) -> Result<Chosen, AppError> {
    if runs.len() > most {
        let message = format!("at most {most} runs in one call; these are {}", runs.len());
        let problem = Problem::error("/runIds", "too_many_runs", message);
        return Err(AppError::invalid(
            "invalid_body",
            "These are too many runs for one call.",
            vec![problem],
        ));
    }
    let mut seen = std::collections::HashSet::with_capacity(runs.len());
    runs.retain(|run| seen.insert(*run));
    Ok(Chosen { runs, more: false })
}

/// What was found by a filter that asked for one run more than a call takes.
pub(crate) fn found(mut runs: Vec<RunId>, most: usize) -> Chosen {
    let more = runs.len() > most;
    runs.truncate(most);
    Chosen { runs, more }
}

/// 422: neither runs nor a filter, or both.
pub(crate) fn choose_one() -> AppError {
    let problem = Problem::error("", "choose_one", "give either `runIds` or `filter`");
    AppError::invalid(
        "invalid_body",
        "Say which runs are meant: either `runIds` or `filter`.",
        vec![problem],
    )
}

async fn fitting(context: &Context, caller: &Caller, filter: OpenLetters) -> Result<Chosen, AppError> {
    let filter = LetterFilter {
        state: None,
        workflow: filter.workflow_id,
        code: filter.code.filter(|code| !code.is_empty()),
        q: Some(filter.q.trim().to_owned()).filter(|q| !q.is_empty()),
        before: filter.before,
    };
    let limit = u32::try_from(ChosenLetters::MOST + 1).unwrap_or(u32::MAX);
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let runs = dead_letters::open(&tx, &filter, limit).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(found(runs, ChosenLetters::MOST))
}

impl Chosen {
    /// The answer made of one item for each run.
    pub(crate) fn answered(&self, items: Vec<BulkItem>) -> BulkAnswer {
        BulkAnswer { items, more: self.more }
    }
}
