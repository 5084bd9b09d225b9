//! The accept loop. Axum's own gives no way to limit how long a client takes to send the head of a request, so that a
//! few hundred connections which say a byte a minute would take the server (slow loris).

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// The pause after an error of the listener itself, above all when there are no file descriptors left.
const BREATH: Duration = Duration::from_secs(1);

/// How connections are treated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How long a client may take to send the head of a request; counts from the end of the last one.
    pub(crate) head: Duration,
    /// How long open connections (event streams above all) may take to close at the end.
    pub(crate) close: Duration,
}

/// Serves until `stop`, then takes no new connection and lets those that are open end their request.
pub(crate) async fn listen(listener: TcpListener, app: Router, patience: Patience, stop: &CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let (open, tasks, over) = (GracefulShutdown::new(), TaskTracker::new(), CancellationToken::new());
    while let Some((stream, peer)) = next(&listener, stop).await {
        let answering = open.watch(http.serve_connection(TokioIo::new(stream), service_fn(answer(&app, peer))));
        let over = over.clone();
        tasks.spawn(async move {
            tokio::select! {
                ended = answering => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection broke");
                },
                () = over.cancelled() => {}
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(patience.close, open.shutdown()).await.is_err() {
        tracing::info!("closed connections that were still open");
    }
    over.cancel();
    tasks.close();
    tasks.wait().await;
}

/// The next connection; none when it is time to stop.
async fn next(listener: &TcpListener, stop: &CancellationToken) -> Option<(TcpStream, SocketAddr)> {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return None,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // small frames of event streams are to go at once
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection can't be told to send at once");
                }
                return Some((stream, peer));
            }
            Err(error) if is_the_clients(error.kind()) => {}
            Err(error) => {
                tracing::warn!(%error, "can't accept connections");
                tokio::select! {
                    () = stop.cancelled() => return None,
                    () = tokio::time::sleep(BREATH) => {}
                }
            }
        }
    }
}

fn is_the_clients(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

/// Answers the requests of one connection.
fn answer(
    app: &Router,
    peer: SocketAddr,
) -> impl Fn(Request<Incoming>) -> <Router as Service<Request<Incoming>>>::Future + use<> {
    let app = app.clone();
    move |mut request| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // a router is always ready
        app.clone().call(request)
    }
}
