//! Something that came to a webhook.

use domain::id::{DeliveryId, TenantId};
use sea_orm::entity::prelude::*;

/// A row of `hook_deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hook_deliveries")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The delivery's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The webhook.
    pub trigger_id: Uuid,
    /// SHA-256 of what it is known by.
    pub dedupe_key: Option<Vec<u8>>,
    /// What the caller calls it.
    pub delivery_id: Option<String>,
    /// run, test or refused.
    pub kind: String,
    /// The run that it started.
    pub run_id: Option<Uuid>,
    /// The code of the answer, where it was refused.
    pub refused: Option<String>,
    /// How often the same came again.
    pub repeats: i32,
    /// What came, for a test.
    #[sea_orm(column_type = "Json")]
    pub event: Option<Json>,
    /// When it came.
    pub received_at: DateTimeUtc,
    /// When it is forgotten.
    pub expires_at: DateTimeUtc,
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
    pub fn delivery(&self) -> DeliveryId {
        DeliveryId::from_uuid(self.id)
    }
}
