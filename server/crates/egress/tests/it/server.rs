//! Real servers for the tests, and clients that may reach them.

use std::net::SocketAddr;

use axum::Router;
use egress::{EgressPolicy, GuardedClient, Limits, Request};
use http::Method;
use tokio::net::TcpListener;

/// Serves `routes` on a free port of 127.0.0.1 until the test's runtime ends.
pub(crate) async fn serve(routes: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

/// A client that may reach this machine.
pub(crate) fn open_client() -> GuardedClient {
    client_allowing("127.0.0.0/8, ::1")
}

/// A client as an installation has it by default.
pub(crate) fn closed_client() -> GuardedClient {
    client_allowing("")
}

pub(crate) fn client_allowing(list: &str) -> GuardedClient {
    let policy: EgressPolicy = list.parse().unwrap();
    GuardedClient::new(policy, Limits::default()).unwrap()
}

pub(crate) fn get(url: &str) -> Request {
    Request::new(Method::GET, url).unwrap()
}
