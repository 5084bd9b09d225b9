use auth::hash::TokenKind;
use auth::key::random_token;
use domain::access::{Caller, Permission};
use domain::id::{TriggerId, WorkflowId};
use domain::problem::Problem;
use domain::trigger::{ScheduleConfig, TriggerKind, WebhookConfig};
use persistence::TenantTx;
use persistence::triggers;
use rpc::{AppError, NewTrigger, TriggerMade};
use serde_json::Value;

use super::check;
use super::describe::describe;
use super::get::find;
use super::secret::{self, Secret};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::identity::new_trigger_id;

/// Characters of a token that lists show: far too few to guess the rest.
const HINT_CHARS: usize = 4;

/// See [`rpc::service::TriggerService::create`].
pub(super) async fn create(
    context: &Context,
    caller: &Caller,
    workflow: WorkflowId,
    new: NewTrigger,
) -> Result<TriggerMade, AppError> {
    require(caller, Permission::WorkflowsWrite)?;
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    check::has_place(&tx, workflow).await?;
    let made = match (new.webhook, new.schedule) {
        (Some(config), None) => webhook(context, caller, &config, new.secret)?,
        (None, Some(config)) => schedule(context, &tx, workflow, &config, new.secret.is_some()).await?,
        (Some(_), Some(_)) | (None, None) => return Err(neither_nor()),
    };
    let enabled = new.enabled.unwrap_or(true);
    let row = triggers::NewTrigger {
        id: made.id,
        workflow,
        kind: made.kind,
        name: check::name(&new.name)?,
        config: made.config,
        enabled,
        token: made.token.as_ref().map(|token| (token.hash, token.hint.clone())),
        secret: made.sealed,
        next_at: made.next_at.filter(|_| enabled),
        created_by: caller.user(),
        at: context.clock.now(),
    };
    triggers::create(&tx, row).await.map_err(from_db)?;
    let overview = find(&tx, made.id).await?;
    tx.commit().await.map_err(from_db)?;
    context.alarm.ring();
    Ok(TriggerMade {
        trigger: describe(overview, context.clock.now())?,
        path: made.token.map(|token| token.path),
        secret: made.secret.filter(|secret| secret.is_new).map(|secret| secret.text),
    })
}

fn neither_nor() -> AppError {
    let message = "a trigger is either a webhook or a schedule: send one of the two";
    AppError::invalid(
        "invalid_trigger",
        "The trigger can't be kept like this.",
        vec![Problem::error("", "wrong_shape", message)],
    )
}

/// What differs by kind.
struct Made {
    id: TriggerId,
    kind: TriggerKind,
    config: Value,
    token: Option<Token>,
    secret: Option<Secret>,
    sealed: Option<Vec<u8>>,
    next_at: Option<chrono::DateTime<chrono::Utc>>,
}

fn webhook(
    context: &Context,
    caller: &Caller,
    config: &WebhookConfig,
    given: Option<String>,
) -> Result<Made, AppError> {
    check::webhook(config)?;
    let id = new_trigger_id();
    let secret = secret::wanted(&config.auth, given)?;
    let sealed = match &secret {
        Some(secret) => Some(secret::seal(context, caller.tenant, id, &secret.text)?),
        None => None,
    };
    Ok(Made {
        id,
        kind: TriggerKind::Webhook,
        config: stored(config)?,
        token: Some(new_token(context)?),
        secret,
        sealed,
        next_at: None,
    })
}

async fn schedule(
    context: &Context,
    tx: &TenantTx,
    workflow: WorkflowId,
    config: &ScheduleConfig,
    has_secret: bool,
) -> Result<Made, AppError> {
    if has_secret {
        let message = "a schedule has no callers that could prove themselves";
        check::refuse(vec![Problem::error("/secret", "bad_secret", message)])?;
    }
    let id = new_trigger_id();
    let now = context.clock.now();
    let table = check::schedule(tx, workflow, id, config, now).await?;
    Ok(Made {
        id,
        kind: TriggerKind::Schedule,
        config: stored(config)?,
        token: None,
        secret: None,
        sealed: None,
        next_at: table.after(now),
    })
}

/// Settings as they are stored.
pub(super) fn stored(config: &impl serde::Serialize) -> Result<Value, AppError> {
    serde_json::to_value(config).map_err(|_| AppError::internal())
}

/// The last part of a webhook's address.
pub(super) struct Token {
    /// What the database keeps.
    pub(super) hash: [u8; 32],
    /// What lists show.
    pub(super) hint: String,
    /// The address, below where Apex is reached.
    pub(super) path: String,
}

/// A token that nobody can guess.
pub(super) fn new_token(context: &Context) -> Result<Token, AppError> {
    let token = random_token().map_err(|error| {
        tracing::error!(%error, "no token could be made");
        AppError::internal()
    })?;
    Ok(Token {
        hash: context.hasher.hash(TokenKind::Hook, &token),
        hint: token.chars().take(HINT_CHARS).collect(),
        path: format!("/hooks/{token}"),
    })
}
