//! Where a person wanted to go before they had to sign in: kept in a short-lived cookie of the sign-in paths.

use http::{HeaderMap, header};

const NAME: &str = "apex_next";
/// Longer than a sign-in link lives, in seconds.
const MAX_AGE: u32 = 1800;

/// The cookie that remembers `wanted`.
pub(crate) fn cookie(wanted: &str) -> String {
    format!(
        "{NAME}={}; Path=/sign-in; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax",
        encode(wanted)
    )
}

/// The cookie that forgets it.
pub(crate) fn forget() -> String {
    format!("{NAME}=; Path=/sign-in; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// The remembered page, if it is one of ours; else the front page.
pub(crate) fn wanted(headers: &HeaderMap) -> String {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let page = pairs
        .into_iter()
        .find(|(name, _)| *name == NAME)
        .and_then(|(_, value)| decode(value));
    page.filter(|page| is_ours(page)).unwrap_or_else(|| "/".to_owned())
}

/// A path of this server: never another host, which `//host` and `/\\host` would be.
fn is_ours(page: &str) -> bool {
    let mut letters = page.bytes();
    letters.next() == Some(b'/')
        && !matches!(letters.next(), Some(b'/' | b'\\'))
        && page.bytes().all(|byte| byte.is_ascii_graphic())
        && !page.starts_with("/sign-in")
}

/// Percent-encodes what a cookie or a query value can't hold.
pub(crate) fn encode(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    text.bytes().fold(String::new(), |mut out, byte| {
        if safe(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(page: &str) -> String {
        let pair = cookie(page).split(';').next().unwrap().to_owned();
        wanted(&HeaderMap::from_iter([(
            header::COOKIE,
            format!("a=b; {pair}").parse().unwrap(),
        )]))
    }

    #[test]
    fn a_page_of_ours_is_remembered() {
        for page in ["/runs/run_1?tab=logs&step=a%20b", "/studio"] {
            assert_eq!(remembered(page), page);
        }
    }

    #[test]
    fn nobody_is_sent_to_another_host() {
        for page in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "",
            "/sign-in",
            "/a\r\nb",
        ] {
            assert_eq!(remembered(page), "/", "{page:?}");
        }
        assert_eq!(wanted(&HeaderMap::new()), "/");
    }
}
