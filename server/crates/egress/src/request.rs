//! What a caller wants sent.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::error::EgressError;

/// Headers that describe one connection. They are the client's own business and are dropped from requests.
const CONNECTION_HEADERS: [HeaderName; 6] = [
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// One request. Fields may be changed freely; the defaults suit a step that fetches a document.
#[derive(Debug, Clone)]
pub struct Request {
    /// Any method but CONNECT and TRACE.
    pub method: Method,
    /// http or https. A user name and password become an `authorization` header.
    pub url: Url,
    /// Sent as they are, less those that describe the connection itself. Values marked as sensitive
    /// ([`HeaderValue::set_sensitive`]) are not taken along to another origin.
    pub headers: HeaderMap,
    /// The body, whole: it may have to be sent again after a redirect.
    pub body: Option<Bytes>,
    /// From the start up to the last byte of the body, all redirects included.
    pub timeout: Duration,
    /// The longest gap between two pieces of the body.
    pub idle_timeout: Option<Duration>,
    /// The longest body, counted after decompression. Never above the client's own limit.
    pub max_response_bytes: u64,
    /// How many redirects to follow; with 0 the redirect itself is the answer.
    pub max_redirects: usize,
}

impl Request {
    /// A request with 30 s of time, 10 MiB of answer and 5 redirects.
    ///
    /// # Errors
    /// [`EgressError::InvalidUrl`] when `url` is no URL.
    pub fn new(method: Method, url: &str) -> Result<Self, EgressError> {
        let url = Url::parse(url).map_err(|error| EgressError::invalid_url(error.to_string()))?;
        Ok(Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            timeout: Duration::from_secs(30),
            idle_timeout: None,
            max_response_bytes: 10 * 1024 * 1024,
            max_redirects: 5,
        })
    }

    /// Checks what can be checked without the network and brings the request into the form that is sent.
    pub(crate) fn prepare(&mut self) -> Result<(), EgressError> {
        if self.method == Method::CONNECT || self.method == Method::TRACE {
            return Err(EgressError::invalid_request(format!(
                "the method {} is not available",
                self.method
            )));
        }
        require_http(&self.url)?;
        for name in CONNECTION_HEADERS {
            self.headers.remove(name);
        }
        self.move_user_info()
    }

    fn move_user_info(&mut self) -> Result<(), EgressError> {
        if self.url.username().is_empty() && self.url.password().is_none() {
            return Ok(());
        }
        if !self.headers.contains_key(header::AUTHORIZATION) {
            let value = basic_authorization(&self.url)?;
            self.headers.insert(header::AUTHORIZATION, value);
        }
        drop_user_info(&mut self.url)
    }
}

/// Refuses every scheme but http and https, and URLs without a host.
pub(crate) fn require_http(url: &Url) -> Result<(), EgressError> {
    if !matches!(url.scheme(), "http" | "https") {
        let reason = format!("the scheme is {}, not http or https", url.scheme());
        return Err(EgressError::invalid_url(reason));
    }
    match url.host() {
        Some(_) => Ok(()),
        None => Err(EgressError::invalid_url("it names no host")),
    }
}

/// Removes user name and password from a URL.
pub(crate) fn drop_user_info(url: &mut Url) -> Result<(), EgressError> {
    url.set_username("")
        .and_then(|()| url.set_password(None))
        .map_err(|()| EgressError::invalid_url("its user name cannot be taken out"))
}

fn basic_authorization(url: &Url) -> Result<HeaderValue, EgressError> {
    let mut pair = percent_decoded(url.username());
    pair.push(b':');
    pair.extend(percent_decoded(url.password().unwrap_or_default()));
    let text = format!("Basic {}", STANDARD.encode(pair));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| EgressError::invalid_url("its user name or password cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = text
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    decoded
}
