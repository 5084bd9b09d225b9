//! A panic is a bug of ours: the caller gets a 500 problem, the log gets the cause, the server goes on.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use rest::problem::ApiError;
use rpc::AppError;

/// For `tower_http::catch_panic`.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives the cause away")]
pub(crate) fn answer(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = text, "a request panicked");
    ApiError(AppError::internal()).into_response()
}
