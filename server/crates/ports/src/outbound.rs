//! The one way out for HTTP steps: whatever implements it must guard against SSRF (SECURITY.md, "Egress").

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

/// A request of an `http` step.
#[derive(Debug, Clone)]
pub struct OutboundRequest {
    /// Upper case.
    pub method: String,
    /// http or https, absolute.
    pub url: String,
    /// In order; names may repeat.
    pub headers: Vec<(String, String)>,
    /// The body, if any.
    pub body: Option<Bytes>,
    /// From the first byte out to the last byte in, redirects included.
    pub timeout: Duration,
    /// Most bytes of the body after decompression.
    pub max_response_bytes: usize,
}

/// What came back, whatever its status.
#[derive(Debug, Clone)]
pub struct OutboundResponse {
    /// HTTP status.
    pub status: u16,
    /// Lower-case names, in order.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Bytes,
}

/// Why nothing usable came back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The guard forbids this address or scheme.
    #[error("{0}")]
    Blocked(String),
    /// The URL, a header or the method is not usable.
    #[error("{0}")]
    Invalid(String),
    /// No connection: name not found, refused, TLS failed, broken off.
    #[error("{0}")]
    Connect(String),
    /// It took longer than allowed.
    #[error("no complete answer within {0} ms")]
    Timeout(u64),
    /// The body is larger than allowed; reading stopped there.
    #[error("the response is larger than {0} bytes")]
    TooLarge(usize),
    /// The other side doesn't speak HTTP as it should, or redirects without end.
    #[error("{0}")]
    Protocol(String),
}

/// Sends requests for steps.
#[async_trait]
pub trait Outbound: Send + Sync + 'static {
    /// Sends and reads the whole answer.
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, OutboundError>;
}
