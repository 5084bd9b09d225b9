//! Ids are minted here and nowhere else: UUIDv7, so that they sort by time.

use domain::id::{ApiKeyId, DeliveryId, RunId, TenantId, TriggerId, UserId, WorkerId, WorkflowId, WorkflowVersionId};
use uuid::Uuid;

pub(crate) fn new_run_id() -> RunId {
    RunId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_workflow_id() -> WorkflowId {
    WorkflowId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_version_id() -> WorkflowVersionId {
    WorkflowVersionId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_tenant_id() -> TenantId {
    TenantId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_user_id() -> UserId {
    UserId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_key_id() -> ApiKeyId {
    ApiKeyId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_trigger_id() -> TriggerId {
    TriggerId::from_uuid(Uuid::now_v7())
}

pub(crate) fn new_delivery_id() -> DeliveryId {
    DeliveryId::from_uuid(Uuid::now_v7())
}

/// The id of a process that executes runs; made once at its start.
#[must_use]
pub fn new_worker_id() -> WorkerId {
    WorkerId::from_uuid(Uuid::now_v7())
}
