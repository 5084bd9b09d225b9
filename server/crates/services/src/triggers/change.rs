use chrono::{DateTime, Utc};
use domain::access::{Caller, Permission};
use domain::id::TriggerId;
use domain::problem::Problem;
use domain::trigger::{ScheduleConfig, TriggerKind, WebhookConfig};
use persistence::TenantTx;
use persistence::triggers::{self, TriggerRecord};
use rpc::{AppError, TriggerChange, TriggerMade};

use super::check;
use super::create::stored;
use super::describe::{describe, settings};
use super::get::find;
use super::secret;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::TriggerService::update`].
pub(super) async fn update(
    context: &Context,
    caller: &Caller,
    id: TriggerId,
    change: TriggerChange,
) -> Result<TriggerMade, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let now = context.clock.now();
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = find(&tx, id).await?.record;
    let mut next = unchanged(&record, now);
    if let Some(name) = &change.name {
        next.name = check::name(name)?;
    }
    next.enabled = change.enabled.unwrap_or(next.enabled);
    let made = match record.kind {
        TriggerKind::Webhook => webhook(context, &record, change, &mut next)?,
        TriggerKind::Schedule => {
            schedule(&tx, &record, change, &mut next).await?;
            None
        }
    };
    triggers::update(&tx, id, next).await.map_err(from_db)?;
    let overview = find(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    context.alarm.ring();
    Ok(TriggerMade {
        trigger: describe(overview, now)?,
        path: None,
        secret: made,
    })
}

/// The trigger as it stands, but for when a schedule is due.
pub(super) fn unchanged(record: &TriggerRecord, now: DateTime<Utc>) -> triggers::TriggerChange {
    triggers::TriggerChange {
        name: record.name.clone(),
        config: record.config.clone(),
        enabled: record.enabled,
        secret: record.secret.clone(),
        previous_secret: record.previous_secret.clone(),
        previous_until: record.previous_until,
        next_at: None,
        at: now,
    }
}

/// Gives a secret that was made, if one had to be.
fn webhook(
    context: &Context,
    record: &TriggerRecord,
    change: TriggerChange,
    next: &mut triggers::TriggerChange,
) -> Result<Option<String>, AppError> {
    not_for("/schedule", change.schedule.is_some())?;
    let old: WebhookConfig = settings(record.config.clone())?;
    let config = change.webhook.unwrap_or_else(|| old.clone());
    check::webhook(&config)?;
    next.config = stored(&config)?;
    // another way to prove oneself begins with a secret of its own
    let stays = std::mem::discriminant(&old.auth) == std::mem::discriminant(&config.auth);
    if stays && change.secret.is_none() {
        return Ok(None);
    }
    let secret = secret::wanted(&config.auth, change.secret)?;
    let sealed = match &secret {
        Some(secret) => Some(secret::seal(context, record.tenant, record.id, &secret.text)?),
        None => None,
    };
    next.previous_secret = next.secret.take().filter(|_| stays);
    next.previous_until = next.previous_secret.as_ref().map(|_| secret::overlap_until(next.at));
    next.secret = sealed;
    Ok(secret.filter(|secret| secret.is_new).map(|secret| secret.text))
}

async fn schedule(
    tx: &TenantTx,
    record: &TriggerRecord,
    change: TriggerChange,
    next: &mut triggers::TriggerChange,
) -> Result<(), AppError> {
    not_for("/webhook", change.webhook.is_some())?;
    not_for("/secret", change.secret.is_some())?;
    let table = match change.schedule {
        Some(config) => {
            next.config = stored(&config)?;
            check::schedule(tx, record.workflow, record.id, &config, next.at).await?
        }
        // what stands may be switched off and renamed, whatever the workflow asks for by now
        None => {
            let config: ScheduleConfig = settings(record.config.clone())?;
            check::timetable(&config.cron, &config.timezone, "/schedule", next.at)?
        }
    };
    next.next_at = table.after(next.at).filter(|_| next.enabled);
    Ok(())
}

fn not_for(path: &str, given: bool) -> Result<(), AppError> {
    if !given {
        return Ok(());
    }
    let message = "this trigger is of the other kind";
    check::refuse(vec![Problem::error(path, "conflicting_settings", message)])
}
