//! What callers of a webhook prove themselves with. Kept sealed, shown once.

use auth::key::random_token;
use auth::webhook;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{TenantId, TriggerId};
use domain::problem::Problem;
use domain::trigger::HookAuth;
use persistence::triggers::TriggerRecord;
use rpc::AppError;

use super::check::refuse;
use crate::Context;

/// How long the secret before still holds, in hours: so long its owner may take to change it on the other side.
const OVERLAP_HOURS: i64 = 24;
/// Characters of a secret in a header.
const HEADER_CHARS: std::ops::RangeInclusive<usize> = 16..=256;

/// The secret of a webhook, and whether Apex made it.
pub(super) struct Secret {
    /// As it is.
    pub(super) text: String,
    /// Its owner doesn't know it yet.
    pub(super) is_new: bool,
}

/// The secret that a webhook is to have: the given one, else a new one. None where it needs none.
pub(super) fn wanted(auth: &HookAuth, given: Option<String>) -> Result<Option<Secret>, AppError> {
    let unusable = |message: &str| vec![Problem::error("/secret", "bad_secret", message)];
    match (auth, given) {
        (HookAuth::None, None) => Ok(None),
        (HookAuth::None, Some(_)) => {
            refuse(unusable(
                "this webhook takes no secret: choose how callers prove themselves",
            ))?;
            Ok(None)
        }
        (HookAuth::Signature, Some(text)) => {
            if !webhook::is_secret(&text) {
                refuse(unusable("a signing secret is `whsec_` and 24 to 64 bytes in base64"))?;
            }
            Ok(Some(Secret { text, is_new: false }))
        }
        (HookAuth::Header { .. }, Some(text)) => {
            if !HEADER_CHARS.contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                refuse(unusable("a secret has 16 to 256 printable characters without blanks"))?;
            }
            Ok(Some(Secret { text, is_new: false }))
        }
        (HookAuth::Signature, None) => made(webhook::new_secret()),
        (HookAuth::Header { .. }, None) => made(random_token()),
    }
}

fn made(secret: Result<String, auth::key::NoRandomness>) -> Result<Option<Secret>, AppError> {
    let text = secret.map_err(|error| {
        tracing::error!(%error, "no secret could be made");
        AppError::internal()
    })?;
    Ok(Some(Secret { text, is_new: true }))
}

/// Seals a secret for this webhook alone.
pub(super) fn seal(context: &Context, tenant: TenantId, id: TriggerId, secret: &str) -> Result<Vec<u8>, AppError> {
    context.sealer.seal(&owner(tenant, id), secret).map_err(|error| {
        tracing::error!(%error, "a webhook's secret could not be sealed");
        AppError::internal()
    })
}

/// The secrets that hold now, the newest first.
pub(super) fn in_force(context: &Context, record: &TriggerRecord, now: DateTime<Utc>) -> Result<Vec<String>, AppError> {
    let previous = record
        .previous_secret
        .as_ref()
        .filter(|_| record.previous_until.is_some_and(|until| now < until));
    let sealed = record.secret.iter().chain(previous);
    sealed
        .map(|sealed| context.sealer.open(&owner(record.tenant, record.id), sealed))
        .collect::<Result<_, _>>()
        .map_err(|error| {
            tracing::error!(%error, trigger = %record.id, "a webhook's secret can't be opened: was the master key changed?");
            AppError::internal()
        })
}

/// Until when the secret before holds.
pub(super) fn overlap_until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::hours(OVERLAP_HOURS)
}

fn owner(tenant: TenantId, id: TriggerId) -> String {
    format!("{tenant}/{id}/hook-secret")
}
