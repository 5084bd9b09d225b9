//! Bodies of at most 1 MiB: refused by their announced length before a byte is read, cut off while they are read.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use rest::problem::ApiError;
use rpc::AppError;

/// Largest request body in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

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
        let message = "The body is larger than 1 MiB, the most that Apex accepts.";
        return ApiError(AppError::new(413, "body_too_large", message)).into_response();
    }
    next.run(request).await
}
