//! A run that a worker holds.

use domain::id::{RunId, TenantId, WorkerId};
use sea_orm::entity::prelude::*;

/// A row of `run_leases`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_leases")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// The workflow.
    pub workflow_id: Uuid,
    /// Who holds it.
    pub worker_id: Uuid,
    /// Rises with every claim.
    pub fence: i64,
    /// Where it may run.
    pub region: String,
    /// The workers that may take it.
    pub pool: String,
    /// 0 interactive, 1 normal, 2 bulk.
    pub lane: i16,
    /// Virtual time, for fairness between tenants.
    pub vt: i64,
    /// Since when.
    pub claimed_at: DateTimeUtc,
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

    /// `worker_id` with its kind.
    #[must_use]
    pub fn worker(&self) -> WorkerId {
        WorkerId::from_uuid(self.worker_id)
    }
}
