//! Keyed hashes of tokens: what the database keeps instead of the token.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a token is for; part of the hash, so that one kind can't be passed off as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// An API key.
    ApiKey,
    /// A one-time sign-in link.
    LoginLink,
    /// The address of a webhook.
    Hook,
    /// The address that lets a waiting step go on.
    Resume,
    /// What a sender calls a signal.
    Signal,
}

impl TokenKind {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::ApiKey => b"apex/api-key/v1\0",
            Self::LoginLink => b"apex/login-link/v1\0",
            Self::Hook => b"apex/hook/v1\0",
            Self::Resume => b"apex/resume/v1\0",
            Self::Signal => b"apex/signal/v1\0",
        }
    }
}

/// HMAC-SHA-256 under a key derived from the installation's master key.
#[derive(Clone)]
pub struct TokenHasher {
    key: [u8; 32],
}

impl fmt::Debug for TokenHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHasher(…)")
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // a key shorter than a block is padded with zeros: so HMAC itself would do (RFC 2104)
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A key for one purpose.
pub(crate) fn derive(master: &[u8; 32], purpose: &[u8]) -> [u8; 32] {
    mac(master, &[purpose])
}

impl TokenHasher {
    /// Derives the hashing key, so that the master key itself is used for nothing but deriving.
    #[must_use]
    pub fn from_master_key(master: &[u8; 32]) -> Self {
        Self {
            key: derive(master, b"apex/derive/token-hash/v1"),
        }
    }

    /// The hash that the database keeps.
    #[must_use]
    pub fn hash(&self, kind: TokenKind, token: &str) -> [u8; 32] {
        mac(&self.key, &[kind.label(), token.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_token_of_another_kind_has_another_hash() {
        let hasher = TokenHasher::from_master_key(&[7; 32]);
        assert_ne!(
            hasher.hash(TokenKind::ApiKey, "t"),
            hasher.hash(TokenKind::LoginLink, "t")
        );
        assert_eq!(hasher.hash(TokenKind::ApiKey, "t"), hasher.hash(TokenKind::ApiKey, "t"));
    }

    #[test]
    fn another_installation_has_another_hash() {
        let (a, b) = (
            TokenHasher::from_master_key(&[7; 32]),
            TokenHasher::from_master_key(&[8; 32]),
        );
        assert_ne!(a.hash(TokenKind::ApiKey, "t"), b.hash(TokenKind::ApiKey, "t"));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(
            format!("{:?}", TokenHasher::from_master_key(&[7; 32])),
            "TokenHasher(…)"
        );
    }
}
