//! A run that nobody holds and that is or will be ready.

use domain::id::{RunId, TenantId};
use sea_orm::entity::prelude::*;

/// A row of `run_queue`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_queue")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: Uuid,
    /// The workflow.
    pub workflow_id: Uuid,
    /// Where it may run.
    pub region: String,
    /// The workers that may take it.
    pub pool: String,
    /// 0 interactive, 1 normal, 2 bulk.
    pub lane: i16,
    /// From when it may be claimed.
    pub ready_at: DateTimeUtc,
    /// Waits for `ready_at`.
    pub parked: bool,
    /// Its organisation or workflow has a cap.
    pub capped: bool,
    /// Virtual time, for fairness between tenants.
    pub vt: i64,
    /// The fence of its last lease; 0 before the first.
    pub fence: i64,
    /// Signals that its last holder had read.
    pub signals_seen: i32,
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
}
