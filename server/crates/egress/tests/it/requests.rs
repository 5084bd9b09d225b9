use axum::Router;
use axum::body::Bytes;
use axum::routing::any;
use egress::EgressError;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Method};

use crate::server::{get, open_client, serve};

async fn echo_headers(headers: HeaderMap) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| *name != header::HOST && *name != header::ACCEPT_ENCODING)
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    lines.join("\n")
}

async fn headers_seen(request: egress::Request) -> String {
    let response = open_client().send(request).await.unwrap();
    String::from_utf8(response.body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_user_name_in_the_url_becomes_a_header() {
    let address = serve(Router::new().fallback(any(echo_headers))).await;
    let request = get(&format!("http://al%40ice:p%3Aw@{address}/"));
    let seen = headers_seen(request.clone()).await;
    // base64 of `al@ice:p:w`
    assert!(seen.contains("authorization: Basic YWxAaWNlOnA6dw=="), "{seen}");
    let response = open_client().send(request).await.unwrap();
    assert_eq!(response.url.as_str(), format!("http://{address}/"));
}

#[tokio::test]
async fn an_authorization_header_wins_over_the_url() {
    let address = serve(Router::new().fallback(any(echo_headers))).await;
    let mut request = get(&format!("http://alice:pw@{address}/"));
    let token = HeaderValue::from_static("Bearer t");
    request.headers.insert(header::AUTHORIZATION, token);
    let seen = headers_seen(request).await;
    assert!(
        seen.contains("authorization: Bearer t") && !seen.contains("Basic"),
        "{seen}"
    );
}

#[tokio::test]
async fn connection_headers_are_the_clients_own_business() {
    let address = serve(Router::new().fallback(any(echo_headers))).await;
    let mut request = get(&format!("http://{address}/"));
    request.method = Method::POST;
    request.body = Some(Bytes::from_static(b"four"));
    let values = [
        ("connection", "x-hop"),
        ("transfer-encoding", "chunked"),
        ("content-length", "9"),
    ];
    for (name, value) in values {
        request.headers.insert(name, HeaderValue::from_static(value));
    }
    let seen = headers_seen(request).await;
    assert!(seen.contains("content-length: 4"), "{seen}");
    assert!(
        !seen.contains("connection") && !seen.contains("transfer-encoding"),
        "{seen}"
    );
}

#[tokio::test]
async fn the_client_says_who_it_is_unless_the_request_does() {
    let address = serve(Router::new().fallback(any(echo_headers))).await;
    let mut request = get(&format!("http://{address}/"));
    assert!(headers_seen(request.clone()).await.contains("user-agent: Apex/"));
    request
        .headers
        .insert(header::USER_AGENT, HeaderValue::from_static("mine"));
    assert!(headers_seen(request).await.contains("user-agent: mine"));
}

#[tokio::test]
async fn errors_tell_the_host_but_no_path_and_no_query() {
    let request = get("http://127.0.0.1:1/secret-path?token=secret-token");
    let error = open_client().send(request).await.unwrap_err();
    let EgressError::Connect { .. } = &error else {
        panic!("expected a failed connection, got {error:?}");
    };
    let text = format!("{error} {error:?}");
    assert!(text.contains("127.0.0.1") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn a_url_of_100_kb_is_refused() {
    let url = format!("http://127.0.0.1:1/{}", "a".repeat(100_000));
    let result = open_client().send(get(&url)).await;
    assert!(matches!(result, Err(EgressError::InvalidUrl { .. })));
}
