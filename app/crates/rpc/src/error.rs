//! The one error that crosses from server to browser and to API callers.

use crate::json::JsonText;
use domain::problem::Problem;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// An error by meaning: an HTTP status, a stable code with a page of documentation, and words for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct AppError {
    /// HTTP status.
    pub status: u16,
    /// Stable code, `snake_case`; each has a page under `docs/errors/`.
    pub code: String,
    /// What happened and what to try.
    pub message: String,
    /// Faults of the input, each with its path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The request that failed, for support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl AppError {
    /// An error with this status, code and message.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            problems: Vec::new(),
            request_id: None,
            retry_after: None,
        }
    }

    /// 400: the request can't be read.
    pub fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            401,
            "unauthenticated",
            "Sign in, or send an API key as `Authorization: Bearer <key>`.",
        )
    }

    /// 403: the caller may not do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "forbidden", message)
    }

    /// 404: there is no such thing, or not in the caller's organisation.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            404,
            "not_found",
            format!("There is no such {what} in this organisation."),
        )
    }

    /// 409: it was changed meanwhile, or the key was used for something else.
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(409, code, message)
    }

    /// 422: the input breaks rules; each fault with its path.
    #[must_use]
    pub fn invalid(code: &str, message: &str, problems: Vec<Problem>) -> Self {
        Self {
            problems,
            ..Self::new(422, code, message)
        }
    }

    /// 503: the database is away.
    #[must_use]
    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(2),
            ..Self::new(
                503,
                "unavailable",
                "Apex can't reach its database right now. Nothing was changed; try again in a moment.",
            )
        }
    }

    /// 500: a fault of ours; the log has the cause under the request id.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            500,
            "internal",
            "Something went wrong on our side. The server's log has the cause under the request id.",
        )
    }

    /// The same error with the request it belongs to.
    #[must_use]
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.request_id = self.request_id.or(id);
        self
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(message) | ServerFnErrorErr::MissingArg(message) => {
                Self::bad_request("invalid_arguments", format!("The request can't be read: {message}"))
            }
            ServerFnErrorErr::Request(_) => Self::new(
                0,
                "offline",
                "The server can't be reached. Check the connection and try again.",
            ),
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Serialization(_) => Self::new(
                0,
                "unreadable_answer",
                "The server's answer can't be read. Reload the page to get its newest version.",
            ),
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Response(_) => Self::internal(),
        }
    }
}
