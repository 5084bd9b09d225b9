//! A published version of a workflow; never changes.

use domain::id::{TenantId, WorkflowId, WorkflowVersionId};
use sea_orm::entity::prelude::*;

/// A row of `workflow_versions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_versions")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The version's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The workflow.
    pub workflow_id: Uuid,
    /// Its number, from 1.
    pub version: Option<i32>,
    /// The document.
    #[sea_orm(column_type = "Json")]
    pub document: Json,
    /// SHA-256 of the document as it is stored.
    pub content_hash: Vec<u8>,
    /// What its author said of it.
    pub message: Option<String>,
    /// Who published it.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: DateTimeUtc,
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
    pub fn version_id(&self) -> WorkflowVersionId {
        WorkflowVersionId::from_uuid(self.id)
    }

    /// `workflow_id` with its kind.
    #[must_use]
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.workflow_id)
    }
}
