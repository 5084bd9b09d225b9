//! When a schedule is due.

use domain::id::{TenantId, TriggerId};
use sea_orm::entity::prelude::*;

/// A row of `schedules`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedules")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The trigger.
    #[sea_orm(primary_key, auto_increment = false)]
    pub trigger_id: Uuid,
    /// When it is due next; none while it is switched off.
    pub next_at: Option<DateTimeUtc>,
    /// The time that was decided last.
    pub last_at: Option<DateTimeUtc>,
    /// The run that it started last.
    pub last_run_id: Option<Uuid>,
    /// What became of the time that was decided last: started, skipped, or the code of a refusal.
    pub last_outcome: Option<String>,
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

    /// `trigger_id` with its kind.
    #[must_use]
    pub fn trigger(&self) -> TriggerId {
        TriggerId::from_uuid(self.trigger_id)
    }
}
