//! `/hooks/resume/{token}`: where an outside system lets one waiting step go on. Outside of `/api/v1`: the token is all
//! that a caller needs to know. Only a `POST` counts, so that whatever looks at addresses in mails changes nothing.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rpc::AppError;
use rpc::service::{ResumeCall, SignalService};
use serde_json::json;

use crate::problem::ApiError;

/// The addresses of waiting steps.
pub fn resume<S: Clone + Send + Sync + 'static>(signals: Arc<dyn SignalService>) -> Router<S> {
    Router::new()
        .route("/hooks/resume/{token}", post(receive).fallback(wrong_method))
        .with_state(signals)
}

async fn receive(
    State(signals): State<Arc<dyn SignalService>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let content_type = kind.map(str::to_owned);
    let answer = match body {
        Ok(body) => {
            let call = ResumeCall {
                token,
                content_type,
                body: body.into(),
            };
            signals.resume(call).await
        }
        Err(rejection) => Err(unreadable(&rejection)),
    };
    let mut response = match answer {
        Ok(sent) => (StatusCode::ACCEPTED, Json(json!({ "runId": sent.run_id }))).into_response(),
        Err(error) => ApiError(error).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn unreadable(rejection: &BytesRejection) -> AppError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return AppError::new(413, "body_too_large", "The body is larger than 1 MiB.");
    }
    AppError::bad_request("unreadable_body", "The body could not be read to its end.")
}

async fn wrong_method() -> Response {
    let message = "Send a POST here to let the step go on.";
    let mut response = ApiError(AppError::new(405, "method_not_allowed", message)).into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}
