use domain::access::{Caller, Permission};
use domain::id::ApprovalId;
use persistence::TenantTx;
use persistence::approvals::{self, ApprovalRecord};
use rpc::{AppError, Approval};

use super::question::question;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::ApprovalService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, id: ApprovalId) -> Result<Approval, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = read(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(question(record, caller, context.clock.now()))
}

/// The question; 404 without one.
pub(super) async fn read(tx: &TenantTx, id: ApprovalId) -> Result<ApprovalRecord, AppError> {
    let found = approvals::get(tx, id).await.map_err(from_db)?;
    found.ok_or_else(|| AppError::not_found("approval"))
}
