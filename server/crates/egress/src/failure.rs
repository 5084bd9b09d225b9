//! Reads the HTTP client's errors and says what they mean.

use std::error::Error as StdError;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use crate::error::{EgressError, Phase};

/// What the caller was doing when the client failed.
pub(crate) struct Attempt<'a> {
    pub(crate) host: &'a str,
    pub(crate) connect_timeout: Duration,
}

impl Attempt<'_> {
    /// The meaning of a failure up to the head of the answer.
    pub(crate) fn explain(&self, error: reqwest::Error) -> EgressError {
        // the URL may hold secrets
        let error = error.without_url();
        if let Some(refusal) = from_resolver(&error) {
            return refusal;
        }
        let host = self.host.to_owned();
        if error.is_builder() {
            return EgressError::invalid_request(innermost(&error));
        }
        if has_cause::<rustls::Error>(&error) {
            return EgressError::Tls {
                host,
                source: error.into(),
            };
        }
        if error.is_connect() && error.is_timeout() {
            return EgressError::Timeout {
                host,
                phase: Phase::Connecting,
                after: self.connect_timeout,
            };
        }
        if error.is_connect() {
            return EgressError::Connect {
                host,
                source: error.into(),
            };
        }
        explain_exchange(self.host, error)
    }
}

/// The meaning of a failure on a connection that stood.
pub(crate) fn explain_exchange(host: &str, error: reqwest::Error) -> EgressError {
    let error = error.without_url();
    let host = host.to_owned();
    if is_broken_connection(&error) {
        EgressError::Interrupted {
            host,
            source: error.into(),
        }
    } else {
        EgressError::Protocol {
            host,
            source: error.into(),
        }
    }
}

/// Finds our own resolver's verdict inside the client's error. It can't be moved out, so it is told again.
fn from_resolver(error: &reqwest::Error) -> Option<EgressError> {
    let verdict = causes(error).find_map(|cause| cause.downcast_ref::<EgressError>())?;
    match verdict {
        EgressError::Blocked { host, addr, reason } => {
            let addr: IpAddr = *addr;
            Some(EgressError::blocked(host, addr, *reason))
        }
        EgressError::Dns { host, source } => {
            let source = source
                .as_ref()
                .map(|inner| io::Error::new(inner.kind(), inner.to_string()));
            Some(EgressError::dns(host, source))
        }
        EgressError::InvalidUrl { .. }
        | EgressError::InvalidRequest { .. }
        | EgressError::Connect { .. }
        | EgressError::Tls { .. }
        | EgressError::Timeout { .. }
        | EgressError::TooManyRedirects { .. }
        | EgressError::ResponseTooLarge { .. }
        | EgressError::Interrupted { .. }
        | EgressError::Protocol { .. }
        | EgressError::Setup { .. } => None,
    }
}

fn is_broken_connection(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let broken_http = cause
            .downcast_ref::<hyper::Error>()
            .is_some_and(|inner| inner.is_incomplete_message() || inner.is_closed());
        let broken_socket = cause
            .downcast_ref::<io::Error>()
            .is_some_and(|inner| is_broken_socket(inner.kind()));
        broken_http || broken_socket
    })
}

fn is_broken_socket(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut, UnexpectedEof};
    matches!(
        kind,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | TimedOut | UnexpectedEof
    )
}

fn has_cause<E: StdError + 'static>(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.is::<E>())
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// All causes, from the outside in.
fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn StdError + 'static)> + use<'a> {
    std::iter::successors(error.source(), |cause| next_cause(*cause))
}

/// An `io::Error` hides what it was made from, so that is looked into.
fn next_cause<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause.downcast_ref::<io::Error>() {
        Some(outer) => outer.get_ref().map(|inner| -> &'a (dyn StdError + 'static) { inner }),
        None => cause.source(),
    }
}
