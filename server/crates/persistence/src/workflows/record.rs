//! What is known of a workflow and of a version.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{UserId, WorkflowId, WorkflowVersionId};
use sea_orm::FromQueryResult;
use serde_json::Value;
use uuid::Uuid;

use crate::DbError;

/// Where a workflow came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Drawn in the browser.
    Studio,
    /// Made over the API.
    Api,
    /// Made by `apex run`.
    Cli,
    /// Shipped with Apex.
    Demo,
}

impl Origin {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Studio, Self::Api, Self::Cli, Self::Demo];

    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Studio => "studio",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Demo => "demo",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of studio, api, cli, demo")]
pub struct UnknownOrigin(String);

impl FromStr for Origin {
    type Err = UnknownOrigin;

    fn from_str(text: &str) -> Result<Self, UnknownOrigin> {
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == text);
        known.ok_or_else(|| UnknownOrigin(text.chars().take(40).collect()))
    }
}

/// A workflow without its draft.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowSummary {
    /// The workflow's id.
    pub id: WorkflowId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The revision of the draft, from 1.
    pub draft_revision: i64,
    /// Where it came from.
    pub origin: Origin,
    /// The number last published.
    pub latest_version: Option<i32>,
    /// The version last published.
    pub latest_version_id: Option<WorkflowVersionId>,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was put away.
    pub archived_at: Option<DateTime<Utc>>,
}

/// A workflow with its draft.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowRecord {
    /// All but the draft.
    pub summary: WorkflowSummary,
    /// The document as its author last left it; need not be valid.
    pub draft: Value,
    /// When the draft was last saved.
    pub draft_updated_at: DateTime<Utc>,
}

/// A version without its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSummary {
    /// The version's id.
    pub id: WorkflowVersionId,
    /// The workflow.
    pub workflow: WorkflowId,
    /// Its number, from 1; none for a draft that was only run.
    pub version: Option<i32>,
    /// What its author said of it.
    pub message: Option<String>,
    /// SHA-256 of the document, its keys in order: equal documents have equal hashes.
    pub content_hash: [u8; 32],
    /// Who published it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A version with its document.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionRecord {
    /// All but the document.
    pub summary: VersionSummary,
    /// The document.
    pub document: Arc<Workflow>,
}

/// A workflow's row without its draft.
#[derive(FromQueryResult)]
pub(super) struct SummaryRow {
    id: Uuid,
    name: String,
    description: Option<String>,
    draft_revision: i64,
    origin: String,
    latest_version: Option<i32>,
    latest_version_id: Option<Uuid>,
    created_by: Option<Uuid>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
}

impl TryFrom<SummaryRow> for WorkflowSummary {
    type Error = DbError;

    fn try_from(row: SummaryRow) -> Result<Self, DbError> {
        Ok(Self {
            id: WorkflowId::from_uuid(row.id),
            name: row.name,
            description: row.description,
            draft_revision: row.draft_revision,
            origin: row
                .origin
                .parse()
                .map_err(|error: UnknownOrigin| DbError::corrupt("workflow", error))?,
            latest_version: row.latest_version,
            latest_version_id: row.latest_version_id.map(WorkflowVersionId::from_uuid),
            created_by: row.created_by.map(UserId::from_uuid),
            created_at: row.created_at,
            updated_at: row.updated_at,
            archived_at: row.archived_at,
        })
    }
}

impl TryFrom<entity::workflow::Model> for WorkflowRecord {
    type Error = DbError;

    fn try_from(row: entity::workflow::Model) -> Result<Self, DbError> {
        let summary = SummaryRow {
            id: row.id,
            name: row.name,
            description: row.description,
            draft_revision: row.draft_revision,
            origin: row.origin,
            latest_version: row.latest_version,
            latest_version_id: row.latest_version_id,
            created_by: row.created_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
            archived_at: row.archived_at,
        };
        Ok(Self {
            summary: summary.try_into()?,
            draft: row.draft,
            draft_updated_at: row.draft_updated_at,
        })
    }
}

/// A version's row without its document.
#[derive(FromQueryResult)]
pub(super) struct VersionRow {
    id: Uuid,
    workflow_id: Uuid,
    version: Option<i32>,
    content_hash: Vec<u8>,
    message: Option<String>,
    created_by: Option<Uuid>,
    created_at: DateTime<Utc>,
}

impl TryFrom<VersionRow> for VersionSummary {
    type Error = DbError;

    fn try_from(row: VersionRow) -> Result<Self, DbError> {
        let hash = <[u8; 32]>::try_from(row.content_hash.as_slice());
        Ok(Self {
            id: WorkflowVersionId::from_uuid(row.id),
            workflow: WorkflowId::from_uuid(row.workflow_id),
            version: row.version,
            message: row.message,
            content_hash: hash.map_err(|error| DbError::corrupt("workflow version", error))?,
            created_by: row.created_by.map(UserId::from_uuid),
            created_at: row.created_at,
        })
    }
}

impl TryFrom<entity::workflow_version::Model> for VersionRecord {
    type Error = DbError;

    fn try_from(row: entity::workflow_version::Model) -> Result<Self, DbError> {
        let document = serde_json::from_value(row.document);
        let document = document.map_err(|error| DbError::corrupt("workflow version", error))?;
        let summary = VersionRow {
            id: row.id,
            workflow_id: row.workflow_id,
            version: row.version,
            content_hash: row.content_hash,
            message: row.message,
            created_by: row.created_by,
            created_at: row.created_at,
        };
        Ok(Self {
            summary: summary.try_into()?,
            document: Arc::new(document),
        })
    }
}
