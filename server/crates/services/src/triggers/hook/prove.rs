//! Whether a call comes from who may call, and whether it came before.

use auth::webhook::{self, WebhookError};
use chrono::{DateTime, Utc};
use domain::trigger::{Dedupe, HookAuth, WebhookConfig};
use persistence::triggers::TriggerRecord;
use rpc::AppError;
use rpc::service::HookCall;
use sha2::{Digest, Sha256};

use crate::Context;
use crate::triggers::secret;

/// Most characters of a delivery's id that are kept.
const MAX_ID_CHARS: usize = 255;

/// 401 unless the caller has proven itself as the webhook's settings ask.
pub(super) fn prove(
    context: &Context,
    record: &TriggerRecord,
    config: &WebhookConfig,
    call: &HookCall,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let proven = match &config.auth {
        HookAuth::None => return Ok(()),
        HookAuth::Signature => {
            let secrets = secret::in_force(context, record, now)?;
            webhook::verify(&secrets, &call.headers, &call.body, now)
        }
        HookAuth::Header { name } => {
            let secrets = secret::in_force(context, record, now)?;
            webhook::verify_header(&secrets, &call.headers, name)
        }
    };
    proven.map_err(|error| match (&config.auth, error) {
        (HookAuth::Header { name }, WebhookError::Headers) => refused(
            "hook_unproven",
            format!("Send the webhook's secret in the header `{name}`, once."),
        ),
        (HookAuth::Header { .. }, WebhookError::Stale | WebhookError::Signature) => {
            refused("hook_unproven", "The secret is not that of the webhook.".to_owned())
        }
        (HookAuth::None | HookAuth::Signature, WebhookError::Stale) => refused("hook_stale", format!("{error}.")),
        (HookAuth::None | HookAuth::Signature, WebhookError::Headers | WebhookError::Signature) => {
            refused("hook_unproven", format!("{error}."))
        }
    })
}

fn refused(code: &str, message: String) -> AppError {
    AppError::new(401, code, message)
}

/// What a delivery is known by.
pub(super) struct Mark {
    /// SHA-256 of it; none where nothing tells two apart.
    pub(super) key: Option<[u8; 32]>,
    /// What the caller calls the delivery.
    pub(super) id: Option<String>,
}

/// The mark of this call.
pub(super) fn mark(config: &WebhookConfig, call: &HookCall) -> Mark {
    let id = config.dedupe.header().and_then(|name| call.headers.get(name));
    let shown = id.map(|id| {
        let text = String::from_utf8_lossy(id.as_bytes());
        text.chars()
            .filter(|char| !char.is_control())
            .take(MAX_ID_CHARS)
            .collect()
    });
    let key = match config.dedupe {
        Dedupe::Id | Dedupe::Header { .. } => id.map(|id| Sha256::digest(id.as_bytes()).into()),
        Dedupe::Body => Some(content(call)),
    };
    Mark { key, id: shown }
}

fn content(call: &HookCall) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(call.method.as_str());
    for (name, value) in &call.query {
        for part in [name, value] {
            hash.update([0]);
            hash.update(part);
        }
    }
    hash.update([1]);
    hash.update(&call.body);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;

    fn call(query: &[(&str, &str)], body: &str) -> HookCall {
        HookCall {
            token: "t".into(),
            test: false,
            method: Method::POST,
            query: query.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
            headers: HeaderMap::new(),
            body: body.into(),
            peer: None,
            request_id: None,
        }
    }

    fn by(dedupe: Dedupe) -> WebhookConfig {
        WebhookConfig {
            dedupe,
            ..WebhookConfig::default()
        }
    }

    #[test]
    fn without_an_id_nothing_is_known_again() {
        assert_eq!(mark(&by(Dedupe::Id), &call(&[], "x")).key, None);
        let mut named = call(&[], "x");
        named.headers.insert("webhook-id", "m1".parse().unwrap());
        let mark = mark(&by(Dedupe::Id), &named);
        assert!(mark.key.is_some());
        assert_eq!(mark.id.as_deref(), Some("m1"));
    }

    #[test]
    fn by_content_what_differs_anywhere_is_another_delivery() {
        let key = |call: &HookCall| mark(&by(Dedupe::Body), call).key;
        let first = key(&call(&[("a", "b")], "x"));
        assert_eq!(first, key(&call(&[("a", "b")], "x")));
        for other in [
            call(&[("a", "b")], "y"),
            call(&[("ab", "")], "x"),
            call(&[], "x"),
            call(&[("a", "bx")], ""),
        ] {
            assert_ne!(first, key(&other));
        }
    }
}
