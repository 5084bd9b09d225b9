//! Typed ids in the path.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use domain::problem::Problem;
use http::request::Parts;
use rpc::AppError;

use crate::problem::ApiError;

/// One id in the path; 404 when it can't be one.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

impl<S, T> FromRequestParts<S> for ApiPath<T>
where
    S: Send + Sync,
    T: FromStr<Err: Display>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let wrong = |reason: String| {
            let mut error = AppError::new(404, "not_found", format!("There is nothing here: {reason}."));
            error.problems.push(Problem::error("/path/id", "malformed_id", reason));
            ApiError(error)
        };
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| wrong("the id in the address can't be read".to_owned()))?;
        text.parse().map(Self).map_err(|error: T::Err| wrong(error.to_string()))
    }
}
