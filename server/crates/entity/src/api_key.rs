//! An API key: everything but the key.

use domain::id::{ApiKeyId, TenantId};
use sea_orm::entity::prelude::*;

/// A row of `api_keys`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    /// The organisation it acts for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The key's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The first characters of the key, for people to tell keys apart.
    pub prefix: String,
    /// The keyed hash of the key, 32 bytes.
    pub key_hash: Vec<u8>,
    /// What it may do; `*` is all.
    pub scopes: Vec<String>,
    /// Who made it; none for the command line.
    pub created_by: Option<Uuid>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// When it ends by itself.
    pub expires_at: Option<DateTimeUtc>,
    /// When somebody ended it.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last shown.
    pub last_used_at: Option<DateTimeUtc>,
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
    pub fn key(&self) -> ApiKeyId {
        ApiKeyId::from_uuid(self.id)
    }
}
