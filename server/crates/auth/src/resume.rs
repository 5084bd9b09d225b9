//! Addresses that let one waiting step go on, without a key.
//!
//! A token carries what it opens, signed under a key derived from the installation's master key: nothing is stored for
//! it, and whoever has not been given it can't make it up. It says nothing of an attempt: a step that begins again
//! listens at the same address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{RunId, TenantId};
use domain::run::StepPath;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::hash::{TokenHasher, TokenKind};

const ID_BYTES: usize = 16;
const MAC_BYTES: usize = 32;
/// Longest token that is looked at, in characters.
const MAX_CHARS: usize = 1_024;

/// What a token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumeRight {
    /// The run's organisation.
    pub tenant: TenantId,
    /// The run.
    pub run: RunId,
    /// The step that waits.
    pub step: StepPath,
}

/// The token for this step of this run; the same each time.
#[must_use]
pub fn token(hasher: &TokenHasher, right: &ResumeRight) -> String {
    let mut bytes = Vec::with_capacity(2 * ID_BYTES + MAC_BYTES + right.step.as_str().len());
    bytes.extend_from_slice(right.tenant.uuid().as_bytes());
    bytes.extend_from_slice(right.run.uuid().as_bytes());
    bytes.extend_from_slice(right.step.as_str().as_bytes());
    let mac = mac(hasher, &bytes);
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a token opens; none for one that this installation has not made.
#[must_use]
pub fn read(hasher: &TokenHasher, token: &str) -> Option<ResumeRight> {
    if token.len() > MAX_CHARS {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (said, given) = bytes.split_last_chunk::<MAC_BYTES>()?;
    if !bool::from(mac(hasher, said).ct_eq(given)) {
        return None;
    }
    let (tenant, rest) = said.split_first_chunk::<ID_BYTES>()?;
    let (run, step) = rest.split_first_chunk::<ID_BYTES>()?;
    Some(ResumeRight {
        tenant: TenantId::from_uuid(Uuid::from_bytes(*tenant)),
        run: RunId::from_uuid(Uuid::from_bytes(*run)),
        step: std::str::from_utf8(step).ok()?.parse().ok()?,
    })
}

fn mac(hasher: &TokenHasher, said: &[u8]) -> [u8; MAC_BYTES] {
    hasher.hash(TokenKind::Resume, &URL_SAFE_NO_PAD.encode(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(step: &str) -> ResumeRight {
        ResumeRight {
            tenant: TenantId::from_uuid(Uuid::from_u128(1)),
            run: RunId::from_uuid(Uuid::from_u128(2)),
            step: step.parse().unwrap(),
        }
    }

    #[test]
    fn a_token_opens_what_it_was_made_for() {
        let hasher = TokenHasher::from_master_key(&[7; 32]);
        for step in ["pay", "each.12.pay"] {
            let token = token(&hasher, &right(step));
            assert_eq!(read(&hasher, &token), Some(right(step)));
            assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
        }
    }

    #[test]
    fn a_token_that_was_changed_or_is_another_installation_s_opens_nothing() {
        let hasher = TokenHasher::from_master_key(&[7; 32]);
        let token = token(&hasher, &right("pay"));
        assert_eq!(read(&TokenHasher::from_master_key(&[8; 32]), &token), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(read(&hasher, &URL_SAFE_NO_PAD.encode(&changed)), None, "byte {at}");
            assert_eq!(
                read(&hasher, &URL_SAFE_NO_PAD.encode(&bytes[..at])),
                None,
                "cut at {at}"
            );
        }
        for rubbish in ["", "a", "ä", &"a".repeat(5_000), "test"] {
            assert_eq!(read(&hasher, rubbish), None);
        }
    }
}
