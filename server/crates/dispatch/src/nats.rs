//! Hints and live events over NATS. It only ever carries what Postgres knows already: a broken, emptied or missing NATS
//! loses nothing, and everything here may be dropped at any moment.

mod connect;
mod events;
mod hints;
mod link;
mod live;
mod names;
mod pull;
mod sweep;

use std::path::PathBuf;

pub(crate) use link::Link;
pub(crate) use live::Outgoing;
pub use names::is_pool_name;
pub(crate) use pull::Lane;

/// How to reach NATS.
#[derive(Clone)]
pub struct NatsOptions {
    /// One address or several, separated by commas: `nats://…`, or `tls://…` to insist on TLS. Name and password, or a
    /// token, may stand in the address.
    pub url: String,
    /// A `.creds` file (JWT and key).
    pub credentials: Option<PathBuf>,
    /// Certificates to trust instead of the system's, as PEM.
    pub ca: Option<PathBuf>,
    /// Certificate and key of this client, as PEM.
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    /// Servers that keep the stream of hints.
    pub replicas: usize,
}

impl std::fmt::Debug for NatsOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // the address may hold a password
        f.debug_struct("NatsOptions")
            .field("credentials", &self.credentials)
            .field("ca", &self.ca)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

/// What was said of NATS cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NatsOptionsError {
    /// The address can't be read.
    #[error("the address of NATS can't be read")]
    Address(#[source] std::io::Error),
    /// The file of credentials can't be read.
    #[error("the credentials for NATS can't be read")]
    Credentials(#[source] std::io::Error),
    /// A certificate or its key can't be read.
    #[error("the file {0} for NATS can't be read")]
    File(PathBuf, #[source] std::io::Error),
    /// The client could not be set up.
    #[error("NATS can't be used")]
    Connect(#[source] async_nats::ConnectError),
}

/// Whether NATS is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NatsState {
    /// Not configured.
    Disabled,
    /// In use.
    Connected,
    /// Configured and away: the database's board is used.
    Disconnected,
}

impl NatsState {
    /// The word of health pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        }
    }
}
