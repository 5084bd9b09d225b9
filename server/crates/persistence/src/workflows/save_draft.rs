//! Saving a draft, unless somebody else has meanwhile.

use chrono::{DateTime, Utc};
use domain::id::WorkflowId;
use sea_orm::FromQueryResult;
use serde_json::Value;

use super::content_hash::of_draft;
use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

/// A draft to be saved.
#[derive(Debug, Clone)]
pub struct DraftChange {
    /// The document; need not be valid.
    pub document: Value,
    /// What the workflow is called from now on.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The revision that the author started from; none overwrites whatever is there.
    pub expected_revision: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftSaved {
    /// Saved.
    Saved {
        /// The new revision.
        revision: i64,
    },
    /// Somebody else saved first; nothing was changed.
    Conflict {
        /// The revision that stands.
        current: i64,
    },
    /// There is no such workflow, or it is archived.
    NotFound,
}

#[derive(FromQueryResult)]
struct Revision {
    draft_revision: i64,
}

const SAVE: &str = "
UPDATE workflows
SET draft = $3::json, draft_hash = $8, name = $4, description = $5, draft_revision = draft_revision + 1, draft_updated_at = $6,
    updated_at = $6
WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL AND ($7::bigint IS NULL OR draft_revision = $7)
RETURNING draft_revision";

const CURRENT: &str = "SELECT draft_revision FROM workflows WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL";

/// Saves the draft and raises its revision by one.
pub async fn save_draft(tx: &TenantTx, id: WorkflowId, change: DraftChange) -> Result<DraftSaved, DbError> {
    let draft = change.document.to_string();
    let hash = of_draft(&draft)?;
    let values = [
        tx.key(),
        id.uuid().into(),
        draft.into(),
        change.name.into(),
        change.description.into(),
        change.at.into(),
        change.expected_revision.into(),
        hash.into(),
    ];
    if let Some(saved) = fetch_one::<_, Revision>(tx.conn(), SAVE, values).await? {
        return Ok(DraftSaved::Saved {
            revision: saved.draft_revision,
        });
    }
    let current = fetch_one::<_, Revision>(tx.conn(), CURRENT, [tx.key(), id.uuid().into()]).await?;
    Ok(current.map_or(DraftSaved::NotFound, |row| DraftSaved::Conflict {
        current: row.draft_revision,
    }))
}
