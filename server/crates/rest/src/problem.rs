//! RFC 9457 problems: the one error shape of the API.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::problem::Problem;
use http::{HeaderValue, StatusCode, header};
use rpc::AppError;
use serde::{Deserialize, Serialize};

tokio::task_local! {
    /// The id of the request that this task answers; the server's middleware sets it.
    pub static REQUEST_ID: String;
}

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody {
    /// Where the code is explained.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable code, `snake_case`.
    pub code: String,
    /// What happened and what to try.
    pub detail: String,
    /// The request, as the server's log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Faults of the input, each with its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl From<&AppError> for ProblemBody {
    fn from(error: &AppError) -> Self {
        let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            kind: format!("/docs/errors/{}", error.code),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: error.code.clone(),
            detail: error.message.clone(),
            request_id: error
                .request_id
                .clone()
                .or_else(|| REQUEST_ID.try_with(Clone::clone).ok()),
            problems: error.problems.clone(),
        }
    }
}

/// An [`AppError`] on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError(pub AppError);

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ProblemBody::from(&self.0);
        let status = StatusCode::from_u16(body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"apex\""),
            );
        }
        response
    }
}
