use domain::access::{Caller, Permission};
use domain::graph::Workflow;
use domain::id::{WorkflowId, WorkflowVersionId};
use persistence::TenantTx;
use persistence::workflows::{self, DraftChange, NewVersion, Origin};
use rpc::{AppError, CreatedWorkflow, NewWorkflow};

use super::create::{Creation, create_within};
use super::document::{self, Document};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_version_id;

/// Where the file that `apex run FILE` runs is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptFile {
    /// The workflow of all files with this name.
    pub workflow: WorkflowId,
    /// The version that holds this very document.
    pub version: WorkflowVersionId,
}

/// Keeps a file so that it can be run. The same document run again is the same version, another one under the same
/// name the next version of the same workflow; neither shows among the workflows that people draw.
pub async fn put_cli_workflow(context: &Context, caller: &Caller, document: &Workflow) -> Result<KeptFile, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let kept = match workflows::of_file(&tx, &document.name).await.map_err(from_db)? {
        Some(workflow) => version_in(context, caller, &tx, workflow, document).await?,
        None => first(context, caller, &tx, document).await?,
    };
    tx.commit().await.map_err(from_db)?;
    Ok(kept)
}

/// Keeps a file that was sent as a body: 422 when it has faults.
pub async fn put_cli_graph(context: &Context, caller: &Caller, new: &NewWorkflow) -> Result<CreatedWorkflow, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let document = document::read(&new.graph, new.name.as_deref(), "/graph")?;
    if !document.is_valid() {
        return Err(document.refuse("/graph"));
    }
    let Document { workflow, problems } = document;
    let kept = put_cli_workflow(context, caller, &workflow).await?;
    Ok(CreatedWorkflow {
        id: kept.workflow,
        workflow_version_id: Some(kept.version),
        problems,
    })
}

async fn first(context: &Context, caller: &Caller, tx: &TenantTx, document: &Workflow) -> Result<KeptFile, AppError> {
    let creation = Creation {
        tenant: caller.tenant,
        by: caller.user(),
        origin: Origin::Cli,
        publish: true,
    };
    let (workflow, version) = create_within(tx, &creation, document, context.clock.now()).await?;
    let version = version.ok_or_else(AppError::internal)?;
    Ok(KeptFile { workflow, version })
}

async fn version_in(
    context: &Context,
    caller: &Caller,
    tx: &TenantTx,
    workflow: WorkflowId,
    document: &Workflow,
) -> Result<KeptFile, AppError> {
    let standing = workflows::version_of(tx, workflow, document).await.map_err(from_db)?;
    if let Some(version) = standing {
        return Ok(KeptFile { workflow, version });
    }
    let at = context.clock.now();
    let change = DraftChange {
        document: document::to_value(document)?,
        name: document.name.clone(),
        description: document.description.clone(),
        expected_revision: None,
        at,
    };
    workflows::save_draft(tx, workflow, change).await.map_err(from_db)?;
    let new = NewVersion {
        id: new_version_id(),
        document,
        message: None,
        created_by: caller.user(),
        at,
    };
    let version = new.id;
    workflows::publish(tx, workflow, new).await.map_err(from_db)?;
    Ok(KeptFile { workflow, version })
}
