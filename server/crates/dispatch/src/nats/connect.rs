//! The connection to NATS: asked for once, kept up for ever.

use std::path::Path;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use percent_encoding::percent_decode_str;
use tokio::sync::watch;

use super::{NatsOptions, NatsOptionsError};

/// How soon a dead connection is noticed when nobody closes it.
const PING_EVERY: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// A client that connects in the background, now and after every loss. `up` follows the connection.
pub(super) async fn connect(
    options: &NatsOptions,
    node: &str,
    up: watch::Sender<bool>,
) -> Result<Client, NatsOptionsError> {
    // two crypto libraries are in the tree, so one has to be named; whoever named one before may keep it
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let addresses = addresses(&options.url)?;
    let mut connect = ConnectOptions::new()
        .name(format!("apex {node}"))
        .retry_on_initial_connect()
        .ping_interval(PING_EVERY)
        .max_reconnects(None)
        .reconnect_delay_callback(pause)
        .event_callback(move |event| {
            note(&event, &up);
            std::future::ready(())
        });
    connect = with_name(connect, &addresses);
    if let Some(path) = &options.credentials {
        connect = connect
            .credentials_file(path)
            .await
            .map_err(NatsOptionsError::Credentials)?;
    }
    if let Some(path) = &options.ca {
        readable(path)?;
        connect = connect.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &options.client_certificate {
        readable(certificate)?;
        readable(key)?;
        connect = connect.add_client_certificate(certificate.clone(), key.clone());
    }
    connect.connect(addresses).await.map_err(NatsOptionsError::Connect)
}

fn addresses(urls: &str) -> Result<Vec<ServerAddr>, NatsOptionsError> {
    urls.split(',')
        .map(|url| url.trim().parse().map_err(NatsOptionsError::Address))
        .collect()
}

/// The client itself passes over a name that stands in an address: name and password, or a token alone.
fn with_name(connect: ConnectOptions, addresses: &[ServerAddr]) -> ConnectOptions {
    let named = addresses.iter().find(|address| address.has_user_pass());
    match named.map(|address| (address.username(), address.password())) {
        Some((Some(name), Some(password))) => connect.user_and_password(plain(name), plain(password)),
        Some((Some(token), None)) => connect.token(plain(token)),
        Some((None, _)) | None => connect,
    }
}

/// Without the escapes of an address.
fn plain(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A file that is missing is said at the start, not by a connection that never comes.
fn readable(path: &Path) -> Result<(), NatsOptionsError> {
    std::fs::File::open(path)
        .map(drop)
        .map_err(|error| NatsOptionsError::File(path.to_owned(), error))
}

fn pause(attempt: usize) -> Duration {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(u32::MAX).min(10);
    let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    // spread, so that the nodes don't come back all at once
    pause.mul_f64(rand::random_range(0.75..1.25))
}

fn note(event: &Event, up: &watch::Sender<bool>) {
    match event {
        Event::Connected => {
            tracing::info!("NATS is connected");
            up.send_replace(true);
        }
        Event::Disconnected | Event::Closed => {
            if up.send_replace(false) {
                tracing::warn!("NATS is away: hints go through the database until it is back");
            }
        }
        Event::LameDuckMode | Event::Draining => tracing::info!(%event, "NATS is about to go"),
        Event::SlowConsumer(_) | Event::ServerError(_) | Event::ClientError(_) => {
            tracing::debug!(%event, "NATS says");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_servers_may_be_named() {
        assert_eq!(addresses("nats://one:4222, tls://two:4222").unwrap().len(), 2);
        assert!(addresses("http://one").is_err());
    }

    #[test]
    fn pauses_grow_and_end_at_the_longest() {
        assert!(pause(1) < Duration::from_millis(130));
        assert!(pause(3) >= Duration::from_millis(300));
        assert!(pause(usize::MAX) <= LONGEST_PAUSE.mul_f64(1.25));
    }
}
