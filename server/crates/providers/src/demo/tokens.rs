//! Tokens by a simple rule: four characters each, rounded up.

const CHARS_A_TOKEN: usize = 4;

pub(super) fn count(text: &str) -> u64 {
    text.chars().count().div_ceil(CHARS_A_TOKEN) as u64
}

/// The text up to that many tokens, and whether anything was cut off.
pub(super) fn cut(mut text: String, max_tokens: Option<u32>) -> (String, bool) {
    let Some(max) = max_tokens.and_then(|max| usize::try_from(max).ok()) else {
        return (text, false);
    };
    match text.char_indices().nth(max.saturating_mul(CHARS_A_TOKEN)) {
        None => (text, false),
        Some((end, _)) => {
            text.truncate(end);
            (text, true)
        }
    }
}
