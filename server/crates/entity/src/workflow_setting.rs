//! How the runs of a workflow are treated. No row: as everywhere.

use domain::id::{TenantId, WorkflowId};
use sea_orm::entity::prelude::*;

/// A row of `workflow_settings`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_settings")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The workflow.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workflow_id: Uuid,
    /// Most runs that workers hold at once.
    pub max_concurrent_runs: Option<i32>,
    /// The workflow to start when a run of this one fails.
    pub error_workflow_id: Option<Uuid>,
    /// The workers that may take its runs.
    pub pool: Option<String>,
    /// 0 interactive, 1 normal, 2 bulk.
    pub lane: Option<i16>,
    /// How long its runs are kept.
    pub retention_days: Option<i32>,
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

    /// `workflow_id` with its kind.
    #[must_use]
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.workflow_id)
    }
}
