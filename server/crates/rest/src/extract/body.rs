//! JSON bodies.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use domain::problem::{Problem, join};
use http::{HeaderMap, header};
use rpc::AppError;
use serde::de::DeserializeOwned;

use super::repeated_keys::repeated_keys;
use crate::problem::ApiError;

/// A JSON body: 413 when too large, 415 when not JSON by its content type, 400 when it isn't JSON, 422 with the path
/// to the fault when it has the wrong shape or says something twice.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let ApiText(text) = ApiText::from_request(request, state).await?;
        let value = read(&text)?;
        match repeated_keys(&text) {
            repeated if repeated.is_empty() => Ok(Self(value)),
            repeated => Err(said_twice(repeated)),
        }
    }
}

/// Reads the text of a body, keys that stand twice and all.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    // an empty body is an empty object where every field is optional
    let text = if text.trim().is_empty() { "{}" } else { text };
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = pointer(error.path());
        let cause = error.into_inner();
        // a key that is read twice into one field is found by serde too, but not where
        match repeated_keys(text) {
            repeated if cause.is_data() && !repeated.is_empty() => said_twice(repeated),
            _none if cause.is_data() => wrong_shape(path, &cause),
            _none => not_json(&cause),
        }
    })?;
    reader.end().map_err(|cause| not_json(&cause))?;
    Ok(value)
}

/// The text of a JSON body, not yet read as JSON.
#[derive(Debug)]
pub struct ApiText(pub String);

impl<S: Send + Sync> FromRequest<S> for ApiText {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unreadable(&rejection))?;
        if !json && !bytes.is_empty() {
            let message = "Send JSON, with `content-type: application/json`.";
            return Err(AppError::new(415, "unsupported_media_type", message).into());
        }
        String::from_utf8(bytes.into())
            .map(Self)
            .map_err(|_| AppError::bad_request("malformed_json", "The body is not UTF-8 text.").into())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn unreadable(rejection: &BytesRejection) -> ApiError {
    let error = if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        AppError::new(
            413,
            "body_too_large",
            "The body is larger than 1 MiB, the most that Apex accepts.",
        )
    } else {
        AppError::bad_request("unreadable_body", "The body could not be read to its end.")
    };
    error.into()
}

fn not_json(cause: &serde_json::Error) -> ApiError {
    let message = format!("The body is not JSON: {cause}.");
    let mut error = AppError::bad_request("malformed_json", message);
    error
        .problems
        .push(Problem::error("", "malformed_json", cause.to_string()));
    error.into()
}

fn wrong_shape(path: String, cause: &serde_json::Error) -> ApiError {
    let problem = Problem::error(path, "wrong_shape", cause.to_string());
    AppError::invalid("invalid_body", "The body does not have the right shape.", vec![problem]).into()
}

fn said_twice(repeated: Vec<Problem>) -> ApiError {
    AppError::invalid("invalid_body", "The body says something twice.", repeated).into()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => join(&pointer, index),
        Segment::Map { key } => join(&pointer, key),
        Segment::Enum { variant } => join(&pointer, variant),
        Segment::Unknown => pointer,
    })
}
