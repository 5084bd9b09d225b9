use domain::access::{Caller, Permission};
use domain::id::TriggerId;
use domain::problem::Problem;
use domain::trigger::{TriggerKind, WebhookConfig};
use persistence::TenantTx;
use persistence::triggers::{self, TriggerRecord};
use rpc::{AppError, Rotation, TriggerMade};

use super::change::unchanged;
use super::check;
use super::create::new_token;
use super::describe::{describe, settings};
use super::get::find;
use super::secret;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::TriggerService::rotate`].
pub(super) async fn rotate(
    context: &Context,
    caller: &Caller,
    id: TriggerId,
    what: Rotation,
) -> Result<TriggerMade, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = find(&tx, id).await?.record;
    match record.kind {
        TriggerKind::Webhook => {}
        TriggerKind::Schedule => {
            let message = "a schedule has neither address nor secret";
            check::refuse(vec![Problem::error("/what", "conflicting_settings", message)])?;
        }
    }
    let (path, secret) = match what {
        Rotation::Address => (Some(address(context, &tx, id).await?), None),
        Rotation::Secret => (None, Some(another_secret(context, &tx, &record).await?)),
    };
    let overview = find(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    Ok(TriggerMade {
        trigger: describe(overview, context.clock.now())?,
        path,
        secret,
    })
}

async fn address(context: &Context, tx: &TenantTx, id: TriggerId) -> Result<String, AppError> {
    let token = new_token(context)?;
    triggers::replace_token(tx, id, token.hash, token.hint, context.clock.now())
        .await
        .map_err(from_db)?;
    Ok(token.path)
}

async fn another_secret(context: &Context, tx: &TenantTx, record: &TriggerRecord) -> Result<String, AppError> {
    let config: WebhookConfig = settings(record.config.clone())?;
    let Some(secret) = secret::wanted(&config.auth, None)? else {
        let message = "this webhook takes no secret: choose how callers prove themselves";
        check::refuse(vec![Problem::error("/what", "bad_secret", message)])?;
        return Err(AppError::internal());
    };
    let now = context.clock.now();
    let mut next = unchanged(record, now);
    next.previous_secret = next.secret.take();
    next.previous_until = Some(secret::overlap_until(now));
    next.secret = Some(secret::seal(context, record.tenant, record.id, &secret.text)?);
    triggers::update(tx, record.id, next).await.map_err(from_db)?;
    Ok(secret.text)
}
