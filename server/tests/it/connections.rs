//! What one client can take of the server: connections that say nothing, streams that never end.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Apex, Upstream};

/// A run that is under way until the upstream lets it go.
fn held(upstream: &Upstream) -> Value {
    upstream.hold("/held");
    json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "call", "type": "http", "config": {"url": format!("{}/held", upstream.base)}},
        ],
        "edges": [{"from": "start", "to": "call"}],
    })
}

async fn said_until_closed(connection: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let reading = connection.read_to_end(&mut said);
    let _ = tokio::time::timeout(Duration::from_secs(30), reading)
        .await
        .expect("the server closes it");
    String::from_utf8(said).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_finish_its_request_is_let_go() {
    let apex = Apex::start_with(&[("APEX_HEAD_SECONDS", "1")]);
    let address = apex.base.strip_prefix("http://").unwrap();
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nhost: apex\r\nx-slow: ")
        .await
        .unwrap();
    let mut whole = TcpStream::connect(address).await.unwrap();
    let request = b"GET /health HTTP/1.1\r\nhost: apex\r\n\r\n";
    whole.write_all(request).await.unwrap();

    assert!(!said_until_closed(&mut slow).await.contains("200 OK"));
    assert_eq!(said_until_closed(&mut silent).await, "");
    assert!(said_until_closed(&mut whole).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_may_take_longer_than_a_request() {
    let apex = Apex::start_with(&[("APEX_HEAD_SECONDS", "1")]);
    let graph = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "wait", "type": "wait", "config": {"ms": 2500}}],
        "edges": [{"from": "start", "to": "wait"}],
    });
    let version = apex.publish(&graph).await;
    let run = apex.begin(&version, json!({})).await;
    let stream = apex.request(Method::GET, &format!("/api/v1/runs/{run}/stream"));
    let told = stream.send().await.unwrap().text().await.unwrap();
    assert!(told.contains("run_finished"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_watches_only_so_many_runs_at_once() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[("APEX_STREAMS_PER_CALLER", "2"), ("APEX_STREAMS", "3")]);
    let version = apex.publish(&held(&upstream)).await;
    let run = apex.begin(&version, json!({})).await;
    let path = format!("/api/v1/runs/{run}/stream");
    let watch = |key: String| {
        let request = apex.client.get(format!("{}{path}", apex.base)).bearer_auth(key);
        async move { request.send().await.unwrap() }
    };
    let first = watch(apex.key.clone()).await;
    let second = watch(apex.key.clone()).await;
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
    let refused = watch(apex.key.clone()).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "too_many_streams");

    let other = watch(apex.create_key("demo", "runs:read")).await;
    assert_eq!(other.status(), StatusCode::OK, "another caller has places of its own");
    let full = watch(apex.create_key("demo", "runs:read")).await;
    assert_eq!(
        full.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "but the server has no more"
    );

    upstream.release("/held");
    for stream in [first, second, other] {
        assert!(stream.text().await.unwrap().contains("run_finished"));
    }
    let after = watch(apex.key.clone()).await;
    assert_eq!(after.status(), StatusCode::OK, "a stream that ended left its place");
}
