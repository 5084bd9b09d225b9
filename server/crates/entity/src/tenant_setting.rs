//! How the runs of an organisation are treated. No row: as everywhere.

use domain::id::TenantId;
use sea_orm::entity::prelude::*;

/// A row of `tenant_settings`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_settings")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// Most runs that workers hold at once.
    pub max_concurrent_runs: Option<i32>,
    /// Its share of the workers, next to the others'.
    pub weight: i32,
    /// The workers that may take its runs.
    pub pool: Option<String>,
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
}
