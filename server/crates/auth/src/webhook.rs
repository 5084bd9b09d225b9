//! Proof that a webhook comes from who knows the secret: Standard Webhooks signatures, and secrets in a header.
//!
//! The crate of that name reads the machine's clock, so the few lines stand here: the message is
//! `{webhook-id}.{webhook-timestamp}.{body}`, its HMAC-SHA-256 in base64 is one of the `v1,` signatures.
//! <https://www.standardwebhooks.com>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::key::{NoRandomness, random_bytes};

/// How far a timestamp may be from now, either way, in seconds.
pub const TOLERANCE_SECONDS: i64 = 300;
/// What a signing secret starts with.
pub const SECRET_PREFIX: &str = "whsec_";
/// Most signatures that are looked at.
const MAX_SIGNATURES: usize = 8;
/// Bytes that a signing key may have.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// A header is missing or can't be read.
    #[error("`webhook-id`, `webhook-timestamp` and `webhook-signature` are needed, once each")]
    Headers,
    /// The timestamp is too far from now: an old delivery, or a clock that is wrong.
    #[error("`webhook-timestamp` is more than five minutes away from now")]
    Stale,
    /// No signature fits.
    #[error("no signature fits the secret and the body")]
    Signature,
}

/// A new signing secret.
pub fn new_secret() -> Result<String, NoRandomness> {
    Ok(format!("{SECRET_PREFIX}{}", STANDARD.encode(random_bytes()?)))
}

/// Whether a text can be a signing secret: `whsec_` and 24 to 64 bytes in base64.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    key(text).is_some()
}

fn key(secret: &str) -> Option<Vec<u8>> {
    let text = secret.strip_prefix(SECRET_PREFIX)?;
    let key = STANDARD.decode(text).ok()?;
    KEY_BYTES.contains(&key.len()).then_some(key)
}

/// The signature of a message, as `webhook-signature` has it.
#[must_use]
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mac = mac(&key(secret)?, id, &timestamp.to_string(), body)?;
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

fn mac(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

/// Believes a delivery that one of the secrets has signed, now.
pub fn verify(secrets: &[String], headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<(), WebhookError> {
    let id = single(headers, "webhook-id").ok_or(WebhookError::Headers)?;
    let timestamp = single(headers, "webhook-timestamp").ok_or(WebhookError::Headers)?;
    let signatures = single(headers, "webhook-signature").ok_or(WebhookError::Headers)?;
    let sent: i64 = timestamp.parse().map_err(|_| WebhookError::Headers)?;
    if (i128::from(now.timestamp()) - i128::from(sent)).abs() > i128::from(TOLERANCE_SECONDS) {
        return Err(WebhookError::Stale);
    }
    let given: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .filter_map(|signature| STANDARD.decode(signature).ok())
        .take(MAX_SIGNATURES)
        .collect();
    let macs = secrets
        .iter()
        .filter_map(|secret| mac(&key(secret)?, id, timestamp, body));
    let believed = macs
        .flat_map(|mac| {
            given
                .iter()
                .map(move |signature| mac.clone().verify_slice(signature).is_ok())
        })
        .fold(false, |believed, fits| believed | fits);
    if believed { Ok(()) } else { Err(WebhookError::Signature) }
}

/// Believes a delivery that carries one of the secrets in that header. Takes as long for a wrong secret as for a right
/// one of its length.
pub fn verify_header(secrets: &[String], headers: &HeaderMap, name: &str) -> Result<(), WebhookError> {
    let given = single(headers, name).ok_or(WebhookError::Headers)?;
    let believed = secrets
        .iter()
        .map(|secret| bool::from(secret.as_bytes().ct_eq(given.as_bytes())))
        .fold(false, |believed, fits| believed | fits);
    if believed { Ok(()) } else { Err(WebhookError::Signature) }
}

/// The header's value, where it was sent exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    match values.next() {
        Some(_second) => None,
        None => value.to_str().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const AT: i64 = 1_614_265_330;

    fn signed(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", signature),
        ]
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect()
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// The example of the specification's own test suite.
    #[test]
    fn the_known_signature_fits() {
        let body = br#"{"test": 2432232314}"#;
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(SECRET, id, AT, body).as_deref(), Some(known));
        let headers = signed(id, &AT.to_string(), known);
        assert_eq!(verify(&[SECRET.into()], &headers, body, at(AT)), Ok(()));
    }

    #[test]
    fn one_of_several_signatures_and_one_of_two_secrets_is_enough() {
        let other = new_secret().unwrap();
        let fits = sign(SECRET, "m", AT, b"x").unwrap();
        let not = sign(&other, "m", AT, b"y").unwrap();
        let headers = signed("m", &AT.to_string(), &format!("v2,abc {not} {fits}"));
        assert_eq!(verify(&[other.clone(), SECRET.into()], &headers, b"x", at(AT)), Ok(()));
        assert_eq!(verify(&[other], &headers, b"x", at(AT)), Err(WebhookError::Signature));
    }

    #[test]
    fn outside_of_five_minutes_nothing_is_believed() {
        let signature = sign(SECRET, "m", AT, b"x").unwrap();
        let headers = signed("m", &AT.to_string(), &signature);
        let secrets = [SECRET.to_owned()];
        for (away, outcome) in [
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(WebhookError::Stale)),
            (-301, Err(WebhookError::Stale)),
        ] {
            assert_eq!(verify(&secrets, &headers, b"x", at(AT + away)), outcome, "{away}");
        }
    }

    #[test]
    fn whatever_is_changed_is_not_believed() {
        let signature = sign(SECRET, "m", AT, b"x").unwrap();
        let secrets = [SECRET.to_owned()];
        let now = AT.to_string();
        let refused = |headers: &HeaderMap, body: &[u8]| verify(&secrets, headers, body, at(AT)).is_err();
        assert!(refused(&signed("n", &now, &signature), b"x"));
        assert!(refused(&signed("m", &(AT + 1).to_string(), &signature), b"x"));
        assert!(refused(&signed("m", &now, &signature), b"y"));
        assert!(refused(&signed("m", &now, ""), b"x"));
        assert!(refused(&signed("m", &now, "v1,"), b"x"));
        assert!(refused(&signed("m", "soon", &signature), b"x"));
        assert!(refused(&HeaderMap::new(), b"x"));
        let mut twice = signed("m", &now, &signature);
        twice.append("webhook-id", "m".parse().unwrap());
        assert!(refused(&twice, b"x"));
        assert!(verify(&[], &signed("m", &now, &signature), b"x", at(AT)).is_err());
    }

    #[test]
    fn a_secret_in_a_header_must_be_the_secret() {
        let secrets = ["hush".to_owned(), "older".to_owned()];
        let with = |value: &str| HeaderMap::from_iter([("x-token".parse().unwrap(), value.parse().unwrap())]);
        assert!(verify_header(&secrets, &with("hush"), "x-token").is_ok());
        assert!(verify_header(&secrets, &with("older"), "x-token").is_ok());
        for wrong in ["", "hus", "hushh", "HUSH"] {
            assert!(verify_header(&secrets, &with(wrong), "x-token").is_err(), "{wrong}");
        }
        assert!(verify_header(&secrets, &HeaderMap::new(), "x-token").is_err());
    }

    #[test]
    fn a_signing_secret_has_its_form() {
        assert!(is_secret(&new_secret().unwrap()));
        for wrong in [
            "",
            "whsec_",
            "whsec_????",
            "whsec_aGk=",
            SECRET.trim_start_matches("whsec_"),
        ] {
            assert!(!is_secret(wrong), "{wrong}");
        }
    }
}
