//! A trigger of a workflow: a webhook or a schedule.

use domain::id::{TenantId, TriggerId};
use sea_orm::entity::prelude::*;

/// A row of `triggers`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "triggers")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The trigger's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workflow it starts.
    pub workflow_id: Uuid,
    /// webhook or schedule.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Its settings, by its kind.
    #[sea_orm(column_type = "Json")]
    pub config: Json,
    /// Whether it starts anything.
    pub enabled: bool,
    /// The keyed hash of a webhook's token, 32 bytes.
    pub token_hash: Option<Vec<u8>>,
    /// The first characters of the token, for people to tell hooks apart.
    pub token_hint: Option<String>,
    /// What a caller proves itself with, sealed.
    pub secret: Option<Vec<u8>>,
    /// The one before, sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when the one before holds.
    pub previous_until: Option<DateTimeUtc>,
    /// Who made it.
    pub created_by: Option<Uuid>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// When anything of it last changed.
    pub updated_at: DateTimeUtc,
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
    pub fn trigger(&self) -> TriggerId {
        TriggerId::from_uuid(self.id)
    }
}
