//! The guard against cross-site requests on the session cookie (SECURITY.md, "Browser").

use http::{HeaderMap, Method, header};

/// Whether a request that rides on the session cookie may go on.
///
/// Safe methods may. Others only from our own pages: `Sec-Fetch-Site` says `same-origin` or `none`; a browser that
/// doesn't send it must send an `Origin` whose host is the request's own.
#[must_use]
pub fn allows(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("")) {
        Some(site) => site == "same-origin" || site == "none",
        None => match (text(&header::ORIGIN), text(&header::HOST)) {
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, origin_host)| origin_host == host),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn reading_is_always_allowed() {
        assert!(allows(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn writing_needs_our_own_page() {
        let post = |pairs: &[(&'static str, &str)]| allows(&Method::POST, &headers(pairs));
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
        assert!(!post(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://a"),
            ("host", "a")
        ]));
        assert!(post(&[("origin", "http://a:3000"), ("host", "a:3000")]));
        assert!(!post(&[("origin", "http://evil"), ("host", "a:3000")]));
        assert!(!post(&[("origin", "null"), ("host", "a:3000")]));
        assert!(!post(&[("host", "a:3000")]));
        assert!(!post(&[]));
    }
}
