//! How a request through the guard can fail, named by what it means for the caller.
//!
//! No text here holds more of a URL than its host: paths and queries may carry secrets.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;

use crate::address::BlockReason;

/// What kept a request from being answered.
#[derive(Debug, Error)]
pub enum EgressError {
    /// The target lies inside a network that this installation keeps closed.
    #[error("{host} is not reachable from here: {addr} is {reason}")]
    Blocked {
        /// The host as the URL names it.
        host: String,
        /// The address that was refused.
        addr: IpAddr,
        /// Why it was refused.
        reason: BlockReason,
    },
    /// The URL cannot be requested.
    #[error("the URL is not usable: {reason}")]
    InvalidUrl {
        /// What is wrong with it, without the URL itself.
        reason: String,
    },
    /// Something else about the request cannot be sent.
    #[error("the request cannot be sent: {reason}")]
    InvalidRequest {
        /// What is wrong with it.
        reason: String,
    },
    /// The host's name has no address.
    #[error("the name {host} could not be resolved")]
    Dns {
        /// The name that was looked up.
        host: String,
        /// The resolver's own answer, unless it was an empty list.
        #[source]
        source: Option<io::Error>,
    },
    /// No connection could be made.
    #[error("no connection to {host} could be made")]
    Connect {
        /// The host as the URL names it.
        host: String,
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// The connection stood but could not be made private.
    #[error("no secure connection to {host} could be made")]
    Tls {
        /// The host as the URL names it.
        host: String,
        /// What was wrong, for example with the certificate.
        #[source]
        source: Cause,
    },
    /// Time ran out.
    #[error("{host} {phase} within {} ms", after.as_millis())]
    Timeout {
        /// The host as the URL names it.
        host: String,
        /// What was being waited for.
        phase: Phase,
        /// How long was waited.
        after: Duration,
    },
    /// The server sent the client on too often.
    #[error("{host} redirected more than {limit} times")]
    TooManyRedirects {
        /// The host that answered last.
        host: String,
        /// How many redirects were allowed.
        limit: usize,
    },
    /// The body, after decompression, is longer than allowed. What was read of it is gone.
    #[error("the response is larger than {limit} bytes")]
    ResponseTooLarge {
        /// How many bytes were allowed.
        limit: u64,
    },
    /// The connection broke after the request had been sent, or in the middle of the answer.
    #[error("the connection to {host} broke before the answer was complete")]
    Interrupted {
        /// The host as the URL names it.
        host: String,
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// The answer is not valid HTTP, or not in the encoding that it claims.
    #[error("{host} gave an answer that is not valid HTTP")]
    Protocol {
        /// The host as the URL names it.
        host: String,
        /// What was wrong with it.
        #[source]
        source: Cause,
    },
    /// The client could not be built, for example because the machine's certificates are unreadable.
    #[error("the HTTP client could not be set up")]
    Setup {
        /// What was wrong.
        #[source]
        source: Cause,
    },
}

/// The cause of a failure, as the layer below told it.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What was being waited for when time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The connection.
    Connecting,
    /// The head of the answer.
    Answering,
    /// The rest of the body.
    Sending,
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Connecting => "accepted no connection",
            Self::Answering => "did not answer",
            Self::Sending => "did not complete its answer",
        })
    }
}

/// What kind of failure it was, for deciding whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// No connection, or a broken one: the next attempt may go better.
    Connect,
    /// Too slow this time.
    Timeout,
    /// The same again would fail again.
    Other,
}

impl ErrorClass {
    /// Whether another attempt makes sense.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        match self {
            Self::Connect | Self::Timeout => true,
            Self::Other => false,
        }
    }
}

impl EgressError {
    /// The kind of failure, for deciding whether to try again.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Dns { .. } | Self::Connect { .. } | Self::Interrupted { .. } => ErrorClass::Connect,
            Self::Timeout { .. } => ErrorClass::Timeout,
            Self::Blocked { .. }
            | Self::InvalidUrl { .. }
            | Self::InvalidRequest { .. }
            | Self::Tls { .. }
            | Self::TooManyRedirects { .. }
            | Self::ResponseTooLarge { .. }
            | Self::Protocol { .. }
            | Self::Setup { .. } => ErrorClass::Other,
        }
    }

    /// A stable name for programs and for the page of documentation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Blocked { .. } => "egress_blocked",
            Self::InvalidUrl { .. } => "egress_invalid_url",
            Self::InvalidRequest { .. } => "egress_invalid_request",
            Self::Dns { .. } => "egress_dns",
            Self::Connect { .. } => "egress_connect",
            Self::Tls { .. } => "egress_tls",
            Self::Timeout { .. } => "egress_timeout",
            Self::TooManyRedirects { .. } => "egress_too_many_redirects",
            Self::ResponseTooLarge { .. } => "egress_response_too_large",
            Self::Interrupted { .. } => "egress_interrupted",
            Self::Protocol { .. } => "egress_protocol",
            Self::Setup { .. } => "egress_setup",
        }
    }

    pub(crate) fn blocked(host: &str, addr: IpAddr, reason: BlockReason) -> Self {
        Self::Blocked {
            host: host.to_owned(),
            addr,
            reason,
        }
    }

    pub(crate) fn dns(host: &str, source: Option<io::Error>) -> Self {
        Self::Dns {
            host: host.to_owned(),
            source,
        }
    }

    pub(crate) fn invalid_url(reason: impl Into<String>) -> Self {
        Self::InvalidUrl { reason: reason.into() }
    }

    pub(crate) fn invalid_request(reason: impl Into<String>) -> Self {
        Self::InvalidRequest { reason: reason.into() }
    }
}
