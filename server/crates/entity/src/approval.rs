//! What a person is asked by a run, and how they decided.

use domain::id::{ApprovalId, RunId, TenantId, WorkflowId};
use sea_orm::entity::prelude::*;

/// A row of `approvals`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approvals")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// The question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The run that asks.
    pub run_id: Uuid,
    /// Its workflow.
    pub workflow_id: Uuid,
    /// The step that asks.
    pub step: String,
    /// The question in one line.
    pub title: String,
    /// The whole question.
    #[sea_orm(column_type = "Json")]
    pub request: Json,
    /// pending, approved, rejected, expired or cancelled.
    pub state: String,
    /// When it was asked.
    pub requested_at: DateTimeUtc,
    /// Until when it can be answered.
    pub due_at: Option<DateTimeUtc>,
    /// When others were asked too.
    pub escalated_at: Option<DateTimeUtc>,
    /// When it was decided, or over without a decision.
    pub decided_at: Option<DateTimeUtc>,
    /// The person who decided.
    pub decided_by_user: Option<Uuid>,
    /// The key that decided.
    pub decided_by_key: Option<Uuid>,
    /// How whoever decided was called.
    pub decided_by: Option<String>,
    /// What they filled in.
    #[sea_orm(column_type = "Json", nullable)]
    pub answer: Option<Json>,
    /// What they remarked.
    pub comment: Option<String>,
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
    pub fn approval(&self) -> ApprovalId {
        ApprovalId::from_uuid(self.id)
    }

    /// `run_id` with its kind.
    #[must_use]
    pub fn run(&self) -> RunId {
        RunId::from_uuid(self.run_id)
    }

    /// `workflow_id` with its kind.
    #[must_use]
    pub fn workflow(&self) -> WorkflowId {
        WorkflowId::from_uuid(self.workflow_id)
    }
}
