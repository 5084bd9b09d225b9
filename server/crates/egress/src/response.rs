//! What came back.

use std::fmt;

use bytes::Bytes;
use futures::stream::BoxStream;
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::error::EgressError;

/// A whole answer. Every status is an answer, 500 too.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status of the last hop.
    pub status: StatusCode,
    /// The headers of the last hop. Those that described a compressed body are gone, since the body isn't any more.
    pub headers: HeaderMap,
    /// Where the answer came from, after redirects.
    pub url: Url,
    /// The body, decompressed.
    pub body: Bytes,
}

/// An answer whose body is still arriving.
pub struct StreamResponse {
    /// The status of the last hop.
    pub status: StatusCode,
    /// The headers of the last hop.
    pub headers: HeaderMap,
    /// Where the answer comes from, after redirects.
    pub url: Url,
    /// The body in pieces, decompressed, under the request's limits. It ends after the first error.
    pub body: BoxStream<'static, Result<Bytes, EgressError>>,
}

impl fmt::Debug for StreamResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StreamResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("host", &self.url.host_str())
            .finish_non_exhaustive()
    }
}
