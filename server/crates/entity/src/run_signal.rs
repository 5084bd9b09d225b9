//! Something said to a run from outside.

use domain::id::{RunId, SignalId, TenantId};
use sea_orm::entity::prelude::*;

/// A row of `run_signals`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_signals")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The same id is said once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The run.
    pub run_id: Uuid,
    /// What it is called.
    pub name: String,
    /// The step that it is for.
    pub step: Option<String>,
    /// What it says.
    #[sea_orm(column_type = "Json")]
    pub payload: Json,
    /// When it was said.
    pub at: DateTimeUtc,
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
    pub fn signal(&self) -> SignalId {
        SignalId::from_uuid(self.id)
    }

    /// `run_id` with its kind.
    #[must_use]
    pub fn run(&self) -> RunId {
        RunId::from_uuid(self.run_id)
    }
}
