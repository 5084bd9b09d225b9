//! Secrets that have to be read again: sealed before they are stored.
//!
//! AES-256-GCM under a key derived from the installation's master key. What the secret belongs to is authenticated
//! along with it, so that a sealed secret copied to another row can't be opened there. The first byte names the form,
//! so that another way of keeping secrets can stand beside this one.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use rand::TryRngCore;
use rand::rngs::OsRng;

use crate::hash::derive;

/// Form byte: a 12-byte nonce, then the sealed text with its tag, under the key derived from the master key.
const DERIVED_KEY: u8 = 1;
const NONCE_BYTES: usize = 12;

/// A secret could not be sealed or opened. Says no more, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret can't be {0}")]
pub struct SealError(&'static str);

/// Seals and opens secrets.
#[derive(Clone)]
pub struct Sealer {
    cipher: Aes256Gcm,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// Derives the sealing key, so that the master key itself is used for nothing but deriving.
    #[must_use]
    pub fn from_master_key(master: &[u8; 32]) -> Self {
        let key = derive(master, b"apex/derive/seal/v1");
        Self {
            cipher: Aes256Gcm::new(&key.into()),
        }
    }

    /// Seals a secret for what `belongs_to` names: the same name opens it.
    pub fn seal(&self, belongs_to: &str, secret: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        OsRng.try_fill_bytes(&mut nonce).map_err(|_| SealError("sealed"))?;
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: belongs_to.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&nonce.into(), payload)
            .map_err(|_| SealError("sealed"))?;
        let mut whole = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        whole.push(DERIVED_KEY);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens what was sealed for the same name under the same master key.
    pub fn open(&self, belongs_to: &str, sealed: &[u8]) -> Result<String, SealError> {
        let refused = SealError("opened");
        let (form, rest) = sealed.split_first().ok_or(refused)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(refused)?;
        if *form != DERIVED_KEY {
            return Err(refused);
        }
        let payload = Payload {
            msg: sealed,
            aad: belongs_to.as_bytes(),
        };
        let opened = self.cipher.decrypt(&(*nonce).into(), payload).map_err(|_| refused)?;
        String::from_utf8(opened).map_err(|_| refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_for_the_same_owner_only() {
        let sealer = Sealer::from_master_key(&[7; 32]);
        let sealed = sealer.seal("org_a/trg_1", "hush").unwrap();
        assert_eq!(sealer.open("org_a/trg_1", &sealed).as_deref(), Ok("hush"));
        assert!(sealer.open("org_b/trg_1", &sealed).is_err());
        assert!(Sealer::from_master_key(&[8; 32]).open("org_a/trg_1", &sealed).is_err());
        assert!(!sealed.windows(4).any(|part| part == b"hush"));
    }

    #[test]
    fn the_same_secret_is_sealed_otherwise_each_time() {
        let sealer = Sealer::from_master_key(&[7; 32]);
        assert_ne!(sealer.seal("a", "hush"), sealer.seal("a", "hush"));
    }

    #[test]
    fn whatever_was_changed_does_not_open() {
        let sealer = Sealer::from_master_key(&[7; 32]);
        let sealed = sealer.seal("a", "hush").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.open("a", &changed).is_err(), "byte {at}");
            assert!(sealer.open("a", &sealed[..at]).is_err(), "cut at {at}");
        }
    }
}
