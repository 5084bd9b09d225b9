//! An organisation: the tenant itself.

use domain::id::TenantId;
use sea_orm::entity::prelude::*;

/// A row of `tenants`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub struct Model {
    /// The organisation's id, which is every other table's `tenant_id`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name in addresses and on the command line; unique.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it has subscribed to; `free` at first.
    pub plan: String,
    /// Its home cell.
    pub region: String,
    /// Since when.
    pub created_at: DateTimeUtc,
}

/// No relations: joins are written where they are needed, with the tenant on both sides.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// `id` with its kind.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        TenantId::from_uuid(self.id)
    }
}
