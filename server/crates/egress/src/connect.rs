//! Guarded sockets for what speaks no HTTP, such as a database that a workflow reads.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::error::{EgressError, Phase};
use crate::policy::EgressPolicy;

/// Connects to the first allowed address of `host` that answers. `within` covers resolving and connecting.
///
/// # Errors
/// [`EgressError::Blocked`], [`EgressError::Dns`], [`EgressError::Connect`] or [`EgressError::Timeout`].
pub async fn connect(policy: &EgressPolicy, host: &str, port: u16, within: Duration) -> Result<TcpStream, EgressError> {
    timeout(within, connect_first(policy, host, port))
        .await
        .unwrap_or_else(|_| {
            Err(EgressError::Timeout {
                host: host.to_owned(),
                phase: Phase::Connecting,
                after: within,
            })
        })
}

async fn connect_first(policy: &EgressPolicy, host: &str, port: u16) -> Result<TcpStream, EgressError> {
    let failed = |source: io::Error| EgressError::Connect {
        host: host.to_owned(),
        source: source.into(),
    };
    let allowed = policy.resolve(host, port).await?;
    let stream = TcpStream::connect(allowed.as_slice()).await.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    Ok(stream)
}
