use domain::access::{Caller, Permission};
use domain::id::WorkflowId;
use persistence::workflows::{self, DraftChange};
use rpc::{AppError, DraftSaved, SaveDraft};

use super::document;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::WorkflowService::save_draft`].
pub(super) async fn save(
    context: &Context,
    caller: &Caller,
    id: WorkflowId,
    draft: SaveDraft,
    expected: Option<i64>,
) -> Result<DraftSaved, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let document = document::read(&draft.graph, draft.name.as_deref(), "/graph")?;
    let saved_at = context.clock.now();
    let change = DraftChange {
        document: document::to_value(&document.workflow)?,
        name: document.workflow.name.clone(),
        description: document.workflow.description.clone(),
        expected_revision: expected,
        at: saved_at,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let outcome = workflows::save_draft(&tx, id, change).await.map_err(from_db)?;
    let revision = match outcome {
        workflows::DraftSaved::Saved { revision } => revision,
        workflows::DraftSaved::NotFound => return Err(AppError::not_found("workflow")),
        workflows::DraftSaved::Conflict { current } => return Err(stale(current)),
    };
    tx.commit().await.map_err(from_db)?;
    Ok(DraftSaved {
        id,
        revision,
        saved_at,
        problems: document.problems,
    })
}

fn stale(current: i64) -> AppError {
    AppError::new(
        412,
        "stale_revision",
        format!(
            "The draft was changed meanwhile: it is at revision {current}. Load it, make your change again, and save."
        ),
    )
}
