use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get as on_get;
use egress::{EgressError, ErrorClass, GuardedClient, Limits, Phase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::server::{get, open_client, serve};

/// A server that reads a little, says `answer`, and hangs up.
async fn says(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.read(&mut [0; 4096]).await;
            let _ = socket.write_all(answer).await;
        }
    });
    address
}

async fn failure_of(url: &str) -> EgressError {
    open_client().send(get(url)).await.unwrap_err()
}

#[tokio::test]
async fn a_closed_port_is_a_failed_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = failure_of(&format!("http://{address}/")).await;
    assert!(matches!(error, EgressError::Connect { .. }), "{error:?}");
    assert!(error.class().is_retryable());
}

#[tokio::test]
async fn a_server_that_accepts_nobody_runs_into_the_connect_timeout() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // nobody accepts, so the queue stays full
    let fillers = (0..8).map(|_| timeout(Duration::from_millis(50), TcpStream::connect(address)));
    let held = futures::future::join_all(fillers).await;
    assert!(held.iter().any(Result::is_err), "the queue never filled");
    let limits = Limits {
        connect_timeout: Duration::from_millis(100),
        ..Limits::default()
    };
    let client = GuardedClient::new("127.0.0.0/8".parse().unwrap(), limits).unwrap();
    let error = client.send(get(&format!("http://{address}/"))).await.unwrap_err();
    let EgressError::Timeout { phase, after, .. } = error else {
        panic!("expected a timeout, got {error:?}");
    };
    assert_eq!((phase, after.as_millis()), (Phase::Connecting, 100));
}

#[tokio::test]
async fn a_name_without_an_address_is_a_dns_failure() {
    let error = failure_of("http://no-such-host.invalid/").await;
    assert!(matches!(error, EgressError::Dns { .. }), "{error:?}");
    assert_eq!(error.class(), ErrorClass::Connect);
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let address = serve(Router::new().route("/", on_get(|| async { "plain" }))).await;
    let error = failure_of(&format!("https://{address}/")).await;
    assert!(matches!(error, EgressError::Tls { .. }), "{error:?}");
    assert!(!error.class().is_retryable());
}

#[tokio::test]
async fn a_server_that_hangs_up_interrupts() {
    let silent = says(b"").await;
    let error = failure_of(&format!("http://{silent}/")).await;
    assert!(matches!(error, EgressError::Interrupted { .. }), "{error:?}");
    let halfway = says(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfour").await;
    let error = failure_of(&format!("http://{halfway}/")).await;
    assert!(matches!(error, EgressError::Interrupted { .. }), "{error:?}");
    assert!(error.class().is_retryable());
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_a_protocol_failure() {
    let address = says(b"220 mail.example ESMTP\r\n\r\n").await;
    let error = failure_of(&format!("http://{address}/")).await;
    assert!(matches!(error, EgressError::Protocol { .. }), "{error:?}");
}

#[tokio::test]
async fn a_body_that_is_not_what_it_claims_is_a_protocol_failure() {
    let lying = says(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 8\r\n\r\nnot gzip").await;
    let error = failure_of(&format!("http://{lying}/")).await;
    assert!(matches!(error, EgressError::Protocol { .. }), "{error:?}");
}

#[tokio::test]
async fn a_thousand_headers_are_a_protocol_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 4096]).await;
        let headers: String = (0..1000).map(|at| format!("x-{at}: 1\r\n")).collect();
        let answer = format!("HTTP/1.1 200 OK\r\n{headers}content-length: 0\r\n\r\n");
        let _ = socket.write_all(answer.as_bytes()).await;
        // keep the socket until the client has judged
        let _ = socket.read(&mut [0; 1]).await;
    });
    let error = failure_of(&format!("http://{address}/")).await;
    assert!(matches!(error, EgressError::Protocol { .. }), "{error:?}");
}

#[tokio::test]
async fn a_status_of_500_is_an_answer() {
    let failing = || async { (http::StatusCode::INTERNAL_SERVER_ERROR, "no") };
    let address = serve(Router::new().route("/", on_get(failing))).await;
    let response = open_client().send(get(&format!("http://{address}/"))).await.unwrap();
    assert_eq!((response.status.as_u16(), &response.body[..]), (500, &b"no"[..]));
}
