//! Bodies of at most 1 MiB: refused by their announced length, cut off while they are read.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::{HeaderValue, StatusCode, header};
use rest::problem::ApiError;
use rpc::AppError;

/// Largest request body in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;
/// How much of a refused body is read and thrown away, so that its sender gets to read the answer instead of a broken
/// connection.
const MAX_DISCARDED_BYTES: usize = 64 * 1024 * 1024;
/// How long that may take.
const DISCARD: Duration = Duration::from_secs(10);

/// 413 when the announced length is too large.
pub(crate) async fn announced(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let too_large = length
        .and_then(|text| text.parse::<u64>().ok())
        .is_some_and(|bytes| bytes > MAX_BODY_BYTES as u64);
    if too_large {
        // whoever doesn't finish in time gets the broken connection after all
        let _ = tokio::time::timeout(DISCARD, discard(request.into_body())).await;
        let message = "The body is larger than 1 MiB, the most that Apex accepts.";
        return ApiError(AppError::new(413, "body_too_large", message)).into_response();
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        // the rest of the body stays unread, and the connection ends: whoever would use it again has to know
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn discard(body: Body) {
    let mut chunks = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        read += chunk.len();
        if read > MAX_DISCARDED_BYTES {
            return;
        }
    }
}
