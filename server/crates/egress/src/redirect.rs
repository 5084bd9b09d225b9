//! Where a redirect leads, and what of the request goes along.
//!
//! Methods change as browsers change them: 303 makes a GET of everything but HEAD, 301 and 302 of a POST only.

use http::header::{self, HeaderName};
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::error::EgressError;
use crate::request::{Request, drop_user_info, require_http};

/// Headers that prove who is asking, whatever their values are marked as. They stay with the origin they were meant for.
const CREDENTIAL_HEADERS: [HeaderName; 9] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("api-key"),
    HeaderName::from_static("cookie2"),
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-auth-token"),
    HeaderName::from_static("x-csrf-token"),
    HeaderName::from_static("x-goog-api-key"),
];

/// Headers that describe the body.
const BODY_HEADERS: [HeaderName; 4] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_LOCATION,
    header::CONTENT_TYPE,
];

/// The address that an answer sends the client on to, if it does.
///
/// # Errors
/// [`EgressError::InvalidUrl`] when the address is none, or is not http or https.
pub(crate) fn target(from: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, EgressError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = headers.get(header::LOCATION) else {
        return Ok(None);
    };
    let unusable = || EgressError::invalid_url("a redirect leads to something that is no URL");
    let location = std::str::from_utf8(location.as_bytes()).map_err(|_| unusable())?;
    let mut url = from.join(location).map_err(|_| unusable())?;
    require_http(&url)?;
    // a server doesn't choose who we sign in as
    drop_user_info(&mut url)?;
    Ok(Some(url))
}

/// Turns `request` into the one for the next hop.
///
/// # Errors
/// [`EgressError::InvalidRequest`] when the body would go to another origin: it may hold what only the first was meant
/// to know.
pub(crate) fn follow(request: &mut Request, status: StatusCode, to: Url) -> Result<(), EgressError> {
    if changes_to_get(&request.method, status) {
        request.method = Method::GET;
        request.body = None;
        for name in BODY_HEADERS {
            request.headers.remove(name);
        }
    }
    if request.url.origin() != to.origin() {
        if request.body.is_some() {
            return Err(EgressError::invalid_request(
                "the server sends the request's body on to another host",
            ));
        }
        leave_credentials(&mut request.headers);
    }
    request.url = to;
    Ok(())
}

fn changes_to_get(method: &Method, status: StatusCode) -> bool {
    match status.as_u16() {
        303 => method != Method::GET && method != Method::HEAD,
        301 | 302 => method == Method::POST,
        _ => false,
    }
}

fn leave_credentials(headers: &mut HeaderMap) {
    let marked: Vec<HeaderName> = headers
        .iter()
        .filter(|(_, value)| value.is_sensitive())
        .map(|(name, _)| name.clone())
        .collect();
    // `host` was chosen for the old origin
    for name in marked.iter().chain(&CREDENTIAL_HEADERS).chain([&header::HOST]) {
        headers.remove(name);
    }
}
