//! Changing triggers.

use chrono::{DateTime, Utc};
use domain::id::TriggerId;
use serde_json::Value;

use crate::statement::execute;
use crate::{DbError, TenantTx};

/// What a trigger is from now on.
#[derive(Debug, Clone)]
pub struct TriggerChange {
    /// What it is called.
    pub name: String,
    /// Its checked settings.
    pub config: Value,
    /// Whether it starts anything.
    pub enabled: bool,
    /// What a caller proves itself with, sealed.
    pub secret: Option<Vec<u8>>,
    /// The one before, sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when the one before holds.
    pub previous_until: Option<DateTime<Utc>>,
    /// When a schedule is due; means nothing for a webhook.
    pub next_at: Option<DateTime<Utc>>,
    /// When it is changed.
    pub at: DateTime<Utc>,
}

const UPDATE: &str = "
UPDATE triggers SET name = $3, config = $4::json, enabled = $5, secret = $6, previous_secret = $7, previous_until = $8,
                    updated_at = $9
WHERE tenant_id = $1 AND id = $2";

const RESCHEDULE: &str = "UPDATE schedules SET next_at = $3 WHERE tenant_id = $1 AND trigger_id = $2";

const REPLACE_TOKEN: &str = "
UPDATE triggers SET token_hash = $3, token_hint = $4, updated_at = $5
WHERE tenant_id = $1 AND id = $2 AND kind = 'webhook'";

/// Changes the trigger. False when it is not there.
pub async fn update(tx: &TenantTx, id: TriggerId, change: TriggerChange) -> Result<bool, DbError> {
    let values = [
        tx.key(),
        id.uuid().into(),
        change.name.into(),
        change.config.to_string().into(),
        change.enabled.into(),
        change.secret.into(),
        change.previous_secret.into(),
        change.previous_until.into(),
        change.at.into(),
    ];
    let changed = execute(tx.conn(), UPDATE, values).await?;
    execute(
        tx.conn(),
        RESCHEDULE,
        [tx.key(), id.uuid().into(), change.next_at.into()],
    )
    .await?;
    Ok(changed > 0)
}

/// Gives a webhook another token; the one before opens nothing any more. False when there is no such webhook.
pub async fn replace_token(
    tx: &TenantTx,
    id: TriggerId,
    hash: [u8; 32],
    hint: String,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let values = [tx.key(), id.uuid().into(), hash.to_vec().into(), hint.into(), at.into()];
    Ok(execute(tx.conn(), REPLACE_TOKEN, values).await? > 0)
}
