//! The engine's way out: the egress guard behind the port.

use async_trait::async_trait;
use egress::{EgressError, GuardedClient};
use ports::{Outbound, OutboundError, OutboundRequest, OutboundResponse};

/// Sends steps' requests through the guard.
pub struct GuardedOutbound {
    client: GuardedClient,
}

impl GuardedOutbound {
    /// Everything goes through `client`.
    #[must_use]
    pub fn new(client: GuardedClient) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Outbound for GuardedOutbound {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        let timeout_ms = u64::try_from(request.timeout.as_millis()).unwrap_or(u64::MAX);
        let guarded = guarded(request)?;
        let response = self
            .client
            .send(guarded)
            .await
            .map_err(|error| convert(&error, timeout_ms))?;
        let headers = response
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        Ok(OutboundResponse {
            status: response.status.as_u16(),
            headers,
            body: response.body,
        })
    }
}

/// Headers that say nothing about who is asking: these go along when a server redirects elsewhere.
const PLAIN_HEADERS: [http::HeaderName; 4] = [
    http::header::ACCEPT,
    http::header::ACCEPT_LANGUAGE,
    http::header::CONTENT_TYPE,
    http::header::USER_AGENT,
];

fn guarded(request: OutboundRequest) -> Result<egress::Request, OutboundError> {
    let method = http::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| OutboundError::Invalid(format!("`{}` is not an HTTP method", request.method)))?;
    let mut guarded = egress::Request::new(method, &request.url).map_err(|error| convert(&error, 0))?;
    for (name, value) in &request.headers {
        let header = http::HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| OutboundError::Invalid(format!("`{name}` is not a header name")))?;
        // the value may be a secret: it is not repeated
        let mut value = http::HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
            OutboundError::Invalid(format!(
                "the value of the header `{name}` holds characters that headers can't"
            ))
        })?;
        // whatever its name, it may prove who is asking: it stays with the host it was meant for
        value.set_sensitive(!PLAIN_HEADERS.contains(&header));
        guarded.headers.append(header, value);
    }
    guarded.body = request.body;
    guarded.timeout = request.timeout;
    guarded.max_response_bytes = request.max_response_bytes as u64;
    Ok(guarded)
}

fn convert(error: &EgressError, timeout_ms: u64) -> OutboundError {
    let text = error.to_string();
    match error {
        EgressError::Blocked { .. } => OutboundError::Blocked(format!(
            "{text}. An administrator can open a network with APEX_EGRESS_ALLOW"
        )),
        EgressError::InvalidUrl { .. } | EgressError::InvalidRequest { .. } => OutboundError::Invalid(text),
        EgressError::Dns { .. }
        | EgressError::Connect { .. }
        | EgressError::Tls { .. }
        | EgressError::Interrupted { .. } => OutboundError::Connect(text),
        EgressError::Timeout { .. } => OutboundError::Timeout(timeout_ms),
        EgressError::ResponseTooLarge { limit } => {
            OutboundError::TooLarge(usize::try_from(*limit).unwrap_or(usize::MAX))
        }
        EgressError::TooManyRedirects { .. } | EgressError::Protocol { .. } | EgressError::Setup { .. } => {
            OutboundError::Protocol(text)
        }
    }
}
