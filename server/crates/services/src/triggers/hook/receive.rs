//! One call, from its token to its answer.

use std::time::Duration;

use auth::hash::TokenKind;
use auth::key::is_token_shaped;
use chrono::{DateTime, TimeDelta, Utc};
use domain::limits::MAX_HOOK_BYTES;
use domain::trigger::{HookAnswer, WebhookConfig, hook_inputs};
use persistence::runs::Trigger;
use persistence::triggers::{self, Delivered, NewDelivery, TriggerRecord};
use rpc::AppError;
use rpc::service::{HookCall, HookReply};
use serde_json::Value;

use super::Throttle;
use super::event::event;
use super::prove::{Mark, mark, prove};
use super::wait::wait;
use crate::Context;
use crate::error::from_db;
use crate::identity::{new_delivery_id, new_run_id};
use crate::triggers::describe::settings;
use crate::triggers::launch::{Launch, Launched, launch, wake};

/// How long a delivery is known again, in hours.
const KNOWN_HOURS: i64 = 24;
/// How long tests and refused deliveries are kept, in days; of each kind the newest.
const KEPT_DAYS: i64 = 30;
const KEPT: u32 = 20;

/// A webhook that was found, and what it is called with.
struct Hook<'a> {
    context: &'a Context,
    record: TriggerRecord,
    config: WebhookConfig,
    call: HookCall,
    at: DateTime<Utc>,
}

/// See [`rpc::service::TriggerService::receive`].
pub(in crate::triggers) async fn receive(
    context: &Context,
    throttle: &Throttle,
    call: HookCall,
) -> Result<HookReply, AppError> {
    throttle.visitor(call.peer)?;
    let record = find(context, &call.token).await?;
    throttle.hook(record.id)?;
    let hook = Hook {
        config: settings(record.config.clone())?,
        at: context.clock.now(),
        context,
        record,
        call,
    };
    hook.is_open()?;
    let mark = mark(&hook.config, &hook.call);
    let outcome = hook.take(&mark).await;
    if let Err(error) = &outcome {
        hook.note_refusal(mark, error).await;
    }
    outcome
}

/// The webhook with this token. What is no token and what is unknown are answered alike.
async fn find(context: &Context, token: &str) -> Result<TriggerRecord, AppError> {
    let unknown = || AppError::new(404, "hook_not_found", "There is no webhook at this address.");
    if !is_token_shaped(token) {
        return Err(unknown());
    }
    let hash = context.hasher.hash(TokenKind::Hook, token);
    let found = triggers::by_token(&context.db, &hash).await.map_err(from_db)?;
    found.ok_or_else(unknown)
}

impl Hook<'_> {
    /// What is refused before anything is looked at, and noted nowhere.
    fn is_open(&self) -> Result<(), AppError> {
        // tests are taken while the hook is switched off: one builds first
        if !self.record.enabled && !self.call.test {
            let message = "This webhook is switched off. Nothing was started.";
            return Err(AppError::new(410, "hook_disabled", message));
        }
        let taken = &self.config.methods;
        if !taken.iter().any(|method| method.as_str() == self.call.method.as_str()) {
            let names: Vec<&str> = taken.iter().map(|method| method.as_str()).collect();
            let message = format!("This webhook takes {}.", names.join(", "));
            return Err(AppError::new(405, "method_not_allowed", message));
        }
        if self.call.body.len() > MAX_HOOK_BYTES {
            let message = format!("The body is larger than {MAX_HOOK_BYTES} bytes, the most that a webhook takes.");
            return Err(AppError::new(413, "body_too_large", message));
        }
        Ok(())
    }

    async fn take(&self, mark: &Mark) -> Result<HookReply, AppError> {
        prove(self.context, &self.record, &self.config, &self.call, self.at)?;
        let id = new_delivery_id();
        let event = event(&self.call, self.record.id, id, &self.config, self.at)?;
        let delivery = NewDelivery {
            id,
            trigger: self.record.id,
            dedupe_key: mark.key,
            delivery_id: mark.id.clone(),
            refused: None,
            event: None,
            at: self.at,
            expires_at: self.at + TimeDelta::hours(KNOWN_HOURS),
        };
        if self.call.test {
            return self.capture(delivery, event).await;
        }
        self.start(delivery, event).await
    }

    async fn capture(&self, delivery: NewDelivery, event: Value) -> Result<HookReply, AppError> {
        let id = delivery.id;
        let kept = NewDelivery {
            event: Some(event),
            expires_at: self.at + TimeDelta::days(KEPT_DAYS),
            ..delivery
        };
        self.keep(kept).await?;
        Ok(HookReply::Captured { delivery: id })
    }

    /// Notes the delivery and accepts its run in one transaction, then answers as the settings say.
    async fn start(&self, delivery: NewDelivery, event: Value) -> Result<HookReply, AppError> {
        let tenant = self.record.tenant;
        let tx = self.context.db.tenant(tenant).begin().await.map_err(from_db)?;
        let run = new_run_id();
        let key = delivery.dedupe_key.map(|key| self.key(&key));
        let delivered = triggers::deliver(&tx, delivery, run).await.map_err(from_db)?;
        if let Delivered::Repeated(run) = delivered {
            tx.commit().await.map_err(from_db)?;
            return Ok(HookReply::Accepted { run, repeated: true });
        }
        let inputs = |specs: &[_]| hook_inputs(specs, &event);
        let wanted = Launch {
            run,
            workflow: self.record.workflow,
            trigger: Trigger::Webhook,
            key,
            request_id: self.call.request_id.clone(),
            inputs: &inputs,
        };
        let launched = launch(self.context, &tx, wanted).await.map_err(too_large)?;
        tx.commit().await.map_err(from_db)?;
        wake(self.context, tenant, launched.run);
        self.answer(launched).await
    }

    async fn answer(&self, launched: Launched) -> Result<HookReply, AppError> {
        let Launched { run, fresh, document } = launched;
        match self.config.answer {
            HookAnswer::Respond if fresh => {
                let patience = Duration::from_secs(u64::from(self.config.timeout_seconds));
                wait(self.context, self.record.tenant, run, &document, patience).await
            }
            HookAnswer::Respond | HookAnswer::AtOnce => Ok(HookReply::Accepted { run, repeated: !fresh }),
        }
    }

    /// The run's key: it outlives the delivery's row.
    fn key(&self, mark: &[u8; 32]) -> String {
        use std::fmt::Write;
        mark.iter().fold(format!("{}:", self.record.id), |mut text, byte| {
            // writing to a string never fails
            write!(text, "{byte:02x}").ok();
            text
        })
    }

    /// The hook's owner sees what was refused. Never in the way of the answer.
    async fn note_refusal(&self, mark: Mark, error: &AppError) {
        // not the caller's fault, or told by the run already
        if error.status >= 500 {
            return;
        }
        let refused = NewDelivery {
            id: new_delivery_id(),
            trigger: self.record.id,
            dedupe_key: None,
            delivery_id: mark.id,
            refused: Some(error.code.clone()),
            event: None,
            at: self.at,
            expires_at: self.at + TimeDelta::days(KEPT_DAYS),
        };
        if let Err(error) = self.keep(refused).await {
            tracing::warn!(%error, "a refused delivery could not be noted");
        }
    }

    async fn keep(&self, delivery: NewDelivery) -> Result<(), AppError> {
        let tx = self
            .context
            .db
            .tenant(self.record.tenant)
            .begin()
            .await
            .map_err(from_db)?;
        triggers::keep_delivery(&tx, delivery, KEPT).await.map_err(from_db)?;
        tx.commit().await.map_err(from_db)
    }
}

/// Inputs that are too large came as a body that is too large.
fn too_large(error: AppError) -> AppError {
    let is_size = error.problems.iter().any(|problem| problem.code == "inputs_too_large");
    if !is_size {
        return error;
    }
    let message = "The delivery is larger than the inputs of a run may be.";
    AppError::new(413, "body_too_large", message)
}
