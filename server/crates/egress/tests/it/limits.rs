use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get as on_get;
use bytes::Bytes;
use egress::{EgressError, ErrorClass, Phase};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt, stream};
use http::header;

use crate::server::{get, open_client, serve};

const MEBIBYTE: usize = 1024 * 1024;

/// A body without end that counts what was taken of it.
fn endless(taken: Arc<AtomicU64>) -> Body {
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let pieces = stream::repeat(piece).map(move |piece| {
        taken.fetch_add(piece.len() as u64, Ordering::SeqCst);
        Ok::<_, std::io::Error>(piece)
    });
    Body::from_stream(pieces)
}

#[tokio::test]
async fn an_endless_body_is_cut_off_at_the_limit() {
    let taken = Arc::new(AtomicU64::new(0));
    let counter = taken.clone();
    let routes = Router::new().route("/", on_get(move || async move { endless(counter) }));
    let address = serve(routes).await;
    let mut request = get(&format!("http://{address}/"));
    request.max_response_bytes = MEBIBYTE as u64;
    let error = open_client().send(request).await.unwrap_err();
    assert!(matches!(error, EgressError::ResponseTooLarge { limit } if limit == MEBIBYTE as u64));
    assert_eq!(error.class(), ErrorClass::Other);
    // what the sockets held is lost, not more
    assert!(taken.load(Ordering::SeqCst) < 32 * MEBIBYTE as u64);
}

#[tokio::test]
async fn a_declared_gigabyte_is_refused_before_reading() {
    let large = || async { ([(header::CONTENT_LENGTH, "1073741824")], endless(Arc::default())) };
    let address = serve(Router::new().route("/", on_get(large))).await;
    let error = open_client()
        .send(get(&format!("http://{address}/")))
        .await
        .unwrap_err();
    assert!(matches!(error, EgressError::ResponseTooLarge { .. }));
}

#[tokio::test]
async fn a_length_without_a_body_is_no_reason_to_refuse() {
    let large = || async { ([(header::CONTENT_LENGTH, "1073741824")], endless(Arc::default())) };
    let address = serve(Router::new().route("/", on_get(large))).await;
    let mut request = get(&format!("http://{address}/"));
    request.method = http::Method::HEAD;
    let answer = open_client().send(request).await.unwrap();
    assert_eq!(answer.headers[header::CONTENT_LENGTH], "1073741824");
    assert!(answer.body.is_empty());
}

fn gzip_bomb(unpacked: usize) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0_u8; MEBIBYTE];
    for _ in 0..unpacked / MEBIBYTE {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap().into()
}

#[tokio::test]
async fn a_body_is_counted_as_it_unpacks() {
    let bomb = gzip_bomb(64 * MEBIBYTE);
    assert!(bomb.len() < MEBIBYTE);
    let answer = move || async move { ([(header::CONTENT_ENCODING, "gzip")], bomb) };
    let address = serve(Router::new().route("/", on_get(answer))).await;
    let mut request = get(&format!("http://{address}/"));
    request.max_response_bytes = MEBIBYTE as u64;
    let error = open_client().send(request.clone()).await.unwrap_err();
    assert!(matches!(error, EgressError::ResponseTooLarge { .. }));
    request.max_response_bytes = 64 * MEBIBYTE as u64;
    let whole = open_client().send(request).await.unwrap();
    assert_eq!(whole.body.len(), 64 * MEBIBYTE);
}

#[tokio::test]
async fn the_client_limit_holds_for_every_request() {
    let limits = egress::Limits {
        max_response_bytes: 10,
        ..egress::Limits::default()
    };
    let policy = "127.0.0.0/8".parse().unwrap();
    let client = egress::GuardedClient::new(policy, limits).unwrap();
    let address = serve(Router::new().route("/", on_get(|| async { "eleven byte" }))).await;
    let error = client.send(get(&format!("http://{address}/"))).await.unwrap_err();
    assert!(matches!(error, EgressError::ResponseTooLarge { limit: 10 }));
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_passes() {
    let address = serve(Router::new().route("/", on_get(|| async { "exactly 10" }))).await;
    let mut request = get(&format!("http://{address}/"));
    request.max_response_bytes = 10;
    assert_eq!(open_client().send(request).await.unwrap().body, "exactly 10");
}

async fn slow_server() -> String {
    let silent = || async { std::future::pending::<String>().await };
    let stuck = || async {
        let first = stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(b"one")) });
        Body::from_stream(first.chain(stream::pending()))
    };
    let routes = Router::new()
        .route("/silent", on_get(silent))
        .route("/stuck", on_get(stuck));
    format!("http://{}", serve(routes).await)
}

fn assert_timeout(error: EgressError, expected: Phase, millis: u64) {
    assert_eq!(error.class(), ErrorClass::Timeout);
    match error {
        EgressError::Timeout { phase, after, .. } => {
            assert_eq!(phase, expected);
            assert_eq!(after, Duration::from_millis(millis));
        }
        other => panic!("expected a timeout, got {other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_runs_into_the_timeout() {
    let mut request = get(&format!("{}/silent", slow_server().await));
    request.timeout = Duration::from_millis(50);
    assert_timeout(open_client().send(request).await.unwrap_err(), Phase::Answering, 50);
}

#[tokio::test]
async fn a_body_that_stops_runs_into_the_timeout() {
    let mut request = get(&format!("{}/stuck", slow_server().await));
    request.timeout = Duration::from_secs(1);
    assert_timeout(open_client().send(request).await.unwrap_err(), Phase::Sending, 1000);
}

#[tokio::test]
async fn a_gap_between_two_pieces_runs_into_the_idle_timeout() {
    let mut request = get(&format!("{}/stuck", slow_server().await));
    request.idle_timeout = Some(Duration::from_millis(300));
    let mut answer = open_client().send_stream(request).await.unwrap();
    assert_eq!(answer.body.next().await.unwrap().unwrap(), "one");
    let error = answer.body.next().await.unwrap().unwrap_err();
    assert_timeout(error, Phase::Sending, 300);
    assert!(answer.body.next().await.is_none());
}

#[tokio::test]
async fn a_stream_arrives_piece_by_piece() {
    let pieces = || async {
        let texts = ["data: 1\n\n", "data: 2\n\n"].map(Ok::<_, std::io::Error>);
        Body::from_stream(stream::iter(texts))
    };
    let address = serve(Router::new().route("/", on_get(pieces))).await;
    let answer = open_client()
        .send_stream(get(&format!("http://{address}/")))
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    let whole: Vec<u8> = answer.body.map(|piece| piece.unwrap().to_vec()).concat().await;
    assert_eq!(whole, b"data: 1\n\ndata: 2\n\n");
}
