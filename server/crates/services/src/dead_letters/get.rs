use domain::access::{Caller, Permission};
use domain::id::RunId;
use persistence::{TenantTx, dead_letters};
use rpc::{AppError, DeadLetter};

use super::letter::letter;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::DeadLetterService::get`].
pub(super) async fn get(context: &Context, caller: &Caller, run: RunId) -> Result<DeadLetter, AppError> {
    require(caller, Permission::RunsRead)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let found = read(&tx, run).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(found)
}

/// The letter of this run; 404 without one.
pub(super) async fn read(tx: &TenantTx, run: RunId) -> Result<DeadLetter, AppError> {
    let found = dead_letters::get(tx, run).await.map_err(from_db)?;
    found.map(letter).ok_or_else(|| AppError::not_found("dead letter"))
}
