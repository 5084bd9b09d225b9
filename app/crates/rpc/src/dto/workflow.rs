//! Workflows, drafts and versions.

use chrono::{DateTime, Utc};
use domain::graph::Workflow;
use domain::id::{RunId, WorkflowId, WorkflowVersionId};
use domain::problem::Problem;
use domain::run::RunStatus;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `POST /workflows`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewWorkflow {
    /// What it is called; without it, the graph's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A document of `apex.workflow/v1`.
    #[cfg_attr(feature = "openapi", schema(value_type = domain::graph::Workflow))]
    pub graph: Value,
}

/// Answer to `POST /workflows`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedWorkflow {
    /// The new workflow.
    pub id: WorkflowId,
    /// Version 1; none when only a draft was kept.
    pub workflow_version_id: Option<WorkflowVersionId>,
    /// Faults of a draft that was kept all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// `PUT /workflows/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaveDraft {
    /// What it is called; without it, the graph's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A document of `apex.workflow/v1`; it may be incomplete, but must have the right shape.
    #[cfg_attr(feature = "openapi", schema(value_type = domain::graph::Workflow))]
    pub graph: Value,
}

/// Answer to `PUT /workflows/{id}`. The revision is also the `ETag`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DraftSaved {
    /// The workflow.
    pub id: WorkflowId,
    /// The draft's new revision.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// What stands between the draft and publishing.
    pub problems: Vec<Problem>,
}

/// `POST /workflows/{id}/publish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublishRequest {
    /// What changed, for the list of versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Answer to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublishedVersion {
    /// The new version.
    pub workflow_version_id: WorkflowVersionId,
    /// Its number, from 1.
    pub version: i32,
}

/// Answer to `POST /workflows/validate`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Validation {
    /// Whether it could be published: no problem is an error.
    pub valid: bool,
    /// Everything found, all at once.
    pub problems: Vec<Problem>,
}

/// A workflow in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkflowSummary {
    /// The workflow.
    pub id: WorkflowId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Number of the newest version; none before the first publish.
    pub version: Option<i32>,
    /// The newest version.
    pub workflow_version_id: Option<WorkflowVersionId>,
    /// Whether the draft differs from the newest version.
    pub has_changes: bool,
    /// When the draft was last changed.
    pub updated_at: DateTime<Utc>,
    /// The newest run.
    pub last_run: Option<LastRun>,
    /// The graph in small.
    pub cover: Cover,
}

/// The newest run of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LastRun {
    /// The run.
    pub id: RunId,
    /// Where it stands.
    pub status: RunStatus,
    /// When it was accepted.
    pub queued_at: DateTime<Utc>,
}

/// A graph in small: enough to draw a thumbnail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cover {
    /// At most 40 nodes.
    pub nodes: Vec<CoverNode>,
    /// Edges among them.
    pub edges: Vec<CoverEdge>,
}

/// A node of a cover.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CoverNode {
    /// The node.
    pub id: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its outgoing ports, for its height and its handles.
    pub ports: Vec<String>,
    /// Canvas pixels.
    pub x: f64,
    /// Canvas pixels.
    pub y: f64,
}

/// An edge of a cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CoverEdge {
    /// Source node.
    pub from: String,
    /// Source port.
    pub port: String,
    /// Target node.
    pub to: String,
}

/// `GET /workflows/{id}`: a workflow with its draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WorkflowDetail {
    /// The workflow.
    pub id: WorkflowId,
    /// What it is called.
    pub name: String,
    /// The draft.
    pub graph: Workflow,
    /// The draft's revision, for `If-Match`.
    pub revision: i64,
    /// Number of the newest version; none before the first publish.
    pub version: Option<i32>,
    /// The newest version.
    pub workflow_version_id: Option<WorkflowVersionId>,
    /// Whether the draft differs from the newest version.
    pub has_changes: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the draft was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A version in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VersionSummary {
    /// The version.
    pub id: WorkflowVersionId,
    /// Its number, from 1.
    pub version: i32,
    /// What its publisher said.
    pub message: Option<String>,
    /// When it was published.
    pub created_at: DateTime<Utc>,
}

/// A version with its document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VersionDetail {
    /// The version.
    pub id: WorkflowVersionId,
    /// Its workflow.
    pub workflow_id: WorkflowId,
    /// Its number, from 1; none for a draft that was only run.
    pub version: Option<i32>,
    /// What its publisher said.
    pub message: Option<String>,
    /// When it was published.
    pub created_at: DateTime<Utc>,
    /// Its document.
    pub graph: Workflow,
}

/// What an import would do, or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// The new workflow.
    pub id: WorkflowId,
    /// Version 1; none when the document has errors and only a draft was kept.
    pub workflow_version_id: Option<WorkflowVersionId>,
    /// Everything found in the document.
    pub problems: Vec<Problem>,
}
