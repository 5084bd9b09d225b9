use chrono::{DateTime, Utc};
use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::{TenantId, UserId, WorkflowId, WorkflowVersionId};
use persistence::TenantTx;
use persistence::workflows::{self, NewVersion, Origin};
use rpc::{AppError, CreatedWorkflow, NewWorkflow};

use super::document::{self, Document};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::{new_version_id, new_workflow_id};

/// See [`rpc::service::WorkflowService::create`].
pub(super) async fn create(
    context: &Context,
    caller: &Caller,
    new: NewWorkflow,
    keep_draft: bool,
) -> Result<CreatedWorkflow, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let document = document::read(&new.graph, new.name.as_deref(), "/graph")?;
    if !document.is_valid() && !keep_draft {
        return Err(document.refuse("/graph"));
    }
    let origin = if caller.user().is_some() {
        Origin::Studio
    } else {
        Origin::Api
    };
    keep(context, caller, document, origin).await
}

/// See [`rpc::service::WorkflowService::create_draft`].
pub(super) async fn create_draft(
    context: &Context,
    caller: &Caller,
    new: NewWorkflow,
) -> Result<CreatedWorkflow, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let Document { workflow, problems } = document::read(&new.graph, new.name.as_deref(), "/graph")?;
    let creation = Creation {
        tenant: caller.tenant,
        by: caller.user(),
        origin: Origin::Studio,
        publish: false,
    };
    let (id, workflow_version_id) = create_workflow(context, &creation, &workflow).await?;
    Ok(CreatedWorkflow {
        id,
        workflow_version_id,
        problems,
    })
}

/// Stores a document: published when valid, else as a draft only.
pub(super) async fn keep(
    context: &Context,
    caller: &Caller,
    document: Document,
    origin: Origin,
) -> Result<CreatedWorkflow, AppError> {
    let publish = document.is_valid();
    let Document { workflow, problems } = document;
    let creation = Creation {
        tenant: caller.tenant,
        by: caller.user(),
        origin,
        publish,
    };
    let (id, workflow_version_id) = create_workflow(context, &creation, &workflow).await?;
    Ok(CreatedWorkflow {
        id,
        workflow_version_id,
        problems,
    })
}

/// For whom and how a workflow is made.
#[derive(Debug, Clone)]
pub struct Creation {
    /// The organisation.
    pub tenant: TenantId,
    /// The person, if it is one.
    pub by: Option<UserId>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it becomes version 1 at once; the caller has validated it.
    pub publish: bool,
}

/// Stores a workflow in one transaction.
pub async fn create_workflow(
    context: &Context,
    creation: &Creation,
    workflow: &Workflow,
) -> Result<(WorkflowId, Option<WorkflowVersionId>), AppError> {
    let tx = context.db.tenant(creation.tenant).begin().await.map_err(from_db)?;
    let made = create_within(&tx, creation, workflow, context.clock.now()).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(made)
}

/// Stores a workflow as a part of something larger.
pub(crate) async fn create_within(
    tx: &TenantTx,
    creation: &Creation,
    workflow: &Workflow,
    at: DateTime<Utc>,
) -> Result<(WorkflowId, Option<WorkflowVersionId>), AppError> {
    let id = new_workflow_id();
    let row = workflows::NewWorkflow {
        id,
        name: workflow.name.clone(),
        description: workflow.description.clone(),
        draft: document::to_value(workflow)?,
        origin: creation.origin,
        created_by: creation.by,
        at,
    };
    workflows::create(tx, row).await.map_err(from_db)?;
    if !creation.publish {
        return Ok((id, None));
    }
    let new = NewVersion {
        id: new_version_id(),
        document: workflow,
        message: None,
        created_by: creation.by,
        at,
    };
    let version = new.id;
    workflows::publish(tx, id, new).await.map_err(from_db)?;
    Ok((id, Some(version)))
}
