//! Making triggers.

use chrono::{DateTime, Utc};
use domain::id::{TriggerId, UserId, WorkflowId};
use domain::trigger::TriggerKind;
use serde_json::Value;

use crate::statement::execute;
use crate::{DbError, TenantTx};

/// A trigger to be kept.
#[derive(Debug, Clone)]
pub struct NewTrigger {
    /// Its id, freshly minted.
    pub id: TriggerId,
    /// The workflow it starts.
    pub workflow: WorkflowId,
    /// Webhook or schedule.
    pub kind: TriggerKind,
    /// What it is called.
    pub name: String,
    /// Its checked settings.
    pub config: Value,
    /// Whether it starts anything.
    pub enabled: bool,
    /// The keyed hash of a webhook's token, and the token's first characters.
    pub token: Option<([u8; 32], String)>,
    /// What a caller proves itself with, sealed.
    pub secret: Option<Vec<u8>>,
    /// When a schedule is due.
    pub next_at: Option<DateTime<Utc>>,
    /// Who makes it.
    pub created_by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}

const INSERT: &str = "
INSERT INTO triggers (tenant_id, id, workflow_id, kind, name, config, enabled, token_hash, token_hint, secret,
                      created_by, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6::json, $7, $8, $9, $10, $11, $12, $12)";

const INSERT_SCHEDULE: &str = "INSERT INTO schedules (tenant_id, trigger_id, next_at) VALUES ($1, $2, $3)";

/// Keeps the trigger. [`DbError::Missing`] when there is no such workflow.
pub async fn create(tx: &TenantTx, trigger: NewTrigger) -> Result<(), DbError> {
    let (hash, hint) = match trigger.token {
        Some((hash, hint)) => (Some(hash.to_vec()), Some(hint)),
        None => (None, None),
    };
    let values = [
        tx.key(),
        trigger.id.uuid().into(),
        trigger.workflow.uuid().into(),
        trigger.kind.as_str().into(),
        trigger.name.into(),
        trigger.config.to_string().into(),
        trigger.enabled.into(),
        hash.into(),
        hint.into(),
        trigger.secret.into(),
        trigger.created_by.map(UserId::uuid).into(),
        trigger.at.into(),
    ];
    execute(tx.conn(), INSERT, values).await?;
    match trigger.kind {
        TriggerKind::Webhook => Ok(()),
        TriggerKind::Schedule => {
            let values = [tx.key(), trigger.id.uuid().into(), trigger.next_at.into()];
            execute(tx.conn(), INSERT_SCHEDULE, values).await.map(drop)
        }
    }
}
