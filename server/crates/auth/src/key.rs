//! API keys: `apex_` and 32 random bytes, shown once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;

/// What every API key starts with, so that scanners find leaked ones.
pub const KEY_PREFIX: &str = "apex_";
const RANDOM_BYTES: usize = 32;
/// Length of a key in characters.
pub const KEY_CHARS: usize = KEY_PREFIX.len() + 43;

/// The system gave no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's random source is not available")]
pub struct NoRandomness;

/// 32 bytes from the system's random source.
pub(crate) fn random_bytes() -> Result<[u8; RANDOM_BYTES], NoRandomness> {
    let mut bytes = [0_u8; RANDOM_BYTES];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// 32 bytes from the system's random source, base64url without padding: 43 characters.
pub fn random_token() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes()?))
}

/// Whether a text can be a random token; saves the look-up of rubbish.
#[must_use]
pub fn is_token_shaped(text: &str) -> bool {
    text.len() == KEY_CHARS - KEY_PREFIX.len()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A new API key. Only its hash may be stored.
pub fn new_key() -> Result<String, NoRandomness> {
    Ok(format!("{KEY_PREFIX}{}", random_token()?))
}

/// What lists show of a key: its first characters, far too few to guess the rest.
#[must_use]
pub fn key_hint(key: &str) -> String {
    key.chars().take(KEY_PREFIX.len() + 4).collect()
}

/// Whether a text can be a key at all; saves the look-up of rubbish.
#[must_use]
pub fn is_key_shaped(text: &str) -> bool {
    text.len() == KEY_CHARS
        && text.starts_with(KEY_PREFIX)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_is_key_shaped_and_unlike_the_last() {
        let (a, b) = (new_key().unwrap(), new_key().unwrap());
        assert!(is_key_shaped(&a) && is_key_shaped(&b));
        assert_ne!(a, b);
    }

    #[test]
    fn rubbish_is_not_key_shaped() {
        for text in [
            "",
            "apex_",
            "apex_\u{0}",
            &"x".repeat(48),
            &format!("apex_{}", "ä".repeat(22)),
        ] {
            assert!(!is_key_shaped(text), "{text}");
        }
    }
}
