use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::response::Redirect;
use axum::routing::get as on_get;
use egress::{BlockReason, EgressError, ErrorClass};
use http::Method;

use crate::server::{client_allowing, closed_client, get, open_client, serve};

/// A server that counts who reaches it.
async fn counting_server() -> (u16, Arc<AtomicUsize>) {
    let reached = Arc::new(AtomicUsize::new(0));
    let counter = reached.clone();
    let count = move || async move {
        counter.fetch_add(1, Ordering::SeqCst);
        "reached"
    };
    let address = serve(Router::new().fallback(count)).await;
    (address.port(), reached)
}

fn assert_blocked(result: Result<egress::Response, EgressError>, expected: BlockReason) {
    match result {
        Err(error @ EgressError::Blocked { reason, .. }) => {
            assert_eq!(reason, expected);
            assert_eq!(error.class(), ErrorClass::Other);
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn every_way_to_write_loopback_is_blocked() {
    let (port, reached) = counting_server().await;
    let spellings = [
        ("127.0.0.1", BlockReason::Loopback),
        ("127.1", BlockReason::Loopback),
        ("2130706433", BlockReason::Loopback),
        ("017700000001", BlockReason::Loopback),
        ("0177.0.0.1", BlockReason::Loopback),
        ("0x7f000001", BlockReason::Loopback),
        ("0x7f.1", BlockReason::Loopback),
        ("127.0.0.1.", BlockReason::Loopback),
        ("%31%32%37.0.0.1", BlockReason::Loopback),
        ("１２７.0.0.1", BlockReason::Loopback),
        ("0", BlockReason::Unspecified),
        ("[::1]", BlockReason::Loopback),
        ("[::]", BlockReason::Unspecified),
        ("[::ffff:127.0.0.1]", BlockReason::EmbeddedIpv4),
        ("[::ffff:7f00:1]", BlockReason::EmbeddedIpv4),
        ("[::127.0.0.1]", BlockReason::EmbeddedIpv4),
        ("localhost", BlockReason::Loopback),
        ("LOCALHOST", BlockReason::Loopback),
        ("user:secret@localhost", BlockReason::Loopback),
    ];
    for (host, reason) in spellings {
        let result = closed_client().send(get(&format!("http://{host}:{port}/"))).await;
        assert_blocked(result, reason);
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_resolves_to() {
    let (port, reached) = counting_server().await;
    let url = format!("http://localhost:{port}/");
    assert_blocked(closed_client().send(get(&url)).await, BlockReason::Loopback);
    assert_eq!(open_client().send(get(&url)).await.unwrap().status, 200);
    assert_eq!(reached.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn metadata_addresses_are_blocked_even_where_loopback_is_open() {
    let addresses = ["169.254.169.254", "100.100.100.200", "[fd00:ec2::254]"];
    for address in addresses {
        let result = open_client()
            .send(get(&format!("http://{address}/latest/meta-data/")))
            .await;
        assert!(matches!(result, Err(EgressError::Blocked { .. })), "{address}");
    }
}

#[tokio::test]
async fn a_redirect_to_a_blocked_address_is_not_followed() {
    let (port, reached) = counting_server().await;
    let targets = [
        ("/inside", format!("http://127.0.0.2:{port}/"), BlockReason::Loopback),
        (
            "/metadata",
            "http://169.254.169.254/".to_owned(),
            BlockReason::LinkLocal,
        ),
        ("/name", format!("http://localhost:{port}/"), BlockReason::Loopback),
        ("/number", format!("http://2130706434:{port}/"), BlockReason::Loopback),
    ];
    let mut routes = Router::new();
    for (path, target, _) in targets.clone() {
        routes = routes.route(path, on_get(move || async move { Redirect::temporary(&target) }));
    }
    // only this one address is open, so `localhost` and its neighbours are closed
    let listener = tokio::net::TcpListener::bind("127.0.0.3:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    for (path, _, reason) in targets {
        let result = client_allowing("127.0.0.3/32")
            .send(get(&format!("http://{address}{path}")))
            .await;
        assert_blocked(result, reason);
    }
    assert_eq!(reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn only_http_and_https_are_spoken() {
    for url in [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "data:,x",
    ] {
        let result = open_client().send(get(url)).await;
        assert!(matches!(result, Err(EgressError::InvalidUrl { .. })), "{url}");
    }
    let server = Router::new().route("/", on_get(|| async { Redirect::temporary("file:///etc/passwd") }));
    let address = serve(server).await;
    let result = open_client().send(get(&format!("http://{address}/"))).await;
    assert!(matches!(result, Err(EgressError::InvalidUrl { .. })));
}

#[tokio::test]
async fn connect_and_trace_are_refused() {
    for method in [Method::CONNECT, Method::TRACE] {
        let mut request = get("http://127.0.0.1:9/");
        request.method = method;
        let result = open_client().send(request).await;
        assert!(matches!(result, Err(EgressError::InvalidRequest { .. })));
    }
}
