//! A run that Apex gave up on.

use domain::id::{RunId, TenantId, WorkflowId};
use sea_orm::entity::prelude::*;

/// A row of `dead_letters`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dead_letters")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// Its workflow.
    pub workflow_id: Uuid,
    /// The step that failed.
    pub step: Option<String>,
    /// The code of the error.
    pub code: String,
    /// Its text.
    pub message: String,
    /// How often the step was tried.
    pub attempts: i32,
    /// When the run died.
    pub at: DateTimeUtc,
    /// open, replayed or discarded.
    pub state: String,
    /// The run that replays it.
    pub replayed_by: Option<Uuid>,
    /// When somebody decided.
    pub decided_at: Option<DateTimeUtc>,
    /// Who.
    pub decided_by: Option<Uuid>,
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

    /// `run_id` with its kind.
    #[must_use]
    pub fn run(&self) -> RunId {
        RunId::from_uuid(self.run_id)
    }

    /// `workflow_id` with its kind.
    #[must_use]
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.workflow_id)
    }
}
