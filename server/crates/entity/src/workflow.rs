//! A workflow with its draft.

use domain::id::{TenantId, WorkflowId};
use sea_orm::entity::prelude::*;

/// A row of `workflows`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workflows")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The workflow's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The document as its author last left it; need not be valid.
    #[sea_orm(column_type = "Json")]
    pub draft: Json,
    /// SHA-256 of the draft as a version would store it.
    pub draft_hash: Vec<u8>,
    /// Rises with every save, from 1.
    pub draft_revision: i64,
    /// When the draft was last saved.
    pub draft_updated_at: DateTimeUtc,
    /// studio, api, cli or demo.
    pub origin: String,
    /// The number last published.
    pub latest_version: Option<i32>,
    /// The version last published.
    pub latest_version_id: Option<Uuid>,
    /// Who made it.
    pub created_by: Option<Uuid>,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// When anything of it last changed.
    pub updated_at: DateTimeUtc,
    /// When it was put away.
    pub archived_at: Option<DateTimeUtc>,
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
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.id)
    }
}
