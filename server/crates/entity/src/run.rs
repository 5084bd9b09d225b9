//! A run of a workflow version. Its truth is the journal; this row is the summary that lists read.

use domain::id::{RunId, TenantId, WorkflowId, WorkflowVersionId};
use sea_orm::entity::prelude::*;

/// A row of `runs`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "runs")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The run's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workflow.
    pub workflow_id: Uuid,
    /// The pinned version.
    pub workflow_version_id: Uuid,
    /// That version's number.
    pub version: Option<i32>,
    /// A word of `RunStatus`.
    pub status: String,
    /// live or mock.
    pub mode: String,
    /// What started it.
    pub trigger: String,
    /// Checked inputs, defaults filled in.
    #[sea_orm(column_type = "Json")]
    pub inputs: Json,
    /// The output, once it succeeded.
    #[sea_orm(column_type = "Json", nullable)]
    pub output: Option<Json>,
    /// Why it didn't succeed.
    #[sea_orm(column_type = "Json", nullable)]
    pub error: Option<Json>,
    /// When it was accepted.
    pub queued_at: DateTimeUtc,
    /// When a worker first took it.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
    /// The person who started it.
    pub created_by_user: Option<Uuid>,
    /// The key that started it.
    pub created_by_key: Option<Uuid>,
    /// The request that started it.
    pub request_id: Option<String>,
    /// The last `seq` of its journal.
    pub last_seq: i64,
    /// Bytes of the bodies in its journal.
    pub journal_bytes: i64,
    /// When somebody asked for the end.
    pub cancel_requested_at: Option<DateTimeUtc>,
    /// How often a worker died while it held the run.
    pub crashes: i32,
    /// The run that started it.
    pub parent_run_id: Option<Uuid>,
    /// The path of the step that started it, in the parent.
    pub parent_step: Option<String>,
    /// The run that it replays.
    pub replay_of: Option<Uuid>,
    /// The workers that may take it.
    pub pool: String,
    /// The code of the error that it died of.
    pub dead_cause: Option<String>,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `tenant_id` with its kind.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// `id` with its kind.
    #[must_use]
    pub fn run(&self) -> RunId {
        RunId::from_uuid(self.id)
    }

    /// `workflow_id` with its kind.
    #[must_use]
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.workflow_id)
    }

    /// `workflow_version_id` with its kind.
    #[must_use]
    pub fn version_id(&self) -> WorkflowVersionId {
        WorkflowVersionId::from_uuid(self.workflow_version_id)
    }
}
