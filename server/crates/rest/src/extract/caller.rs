//! The caller and the request's id, put into the request by the server's middleware.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use domain::access::Caller;
use http::request::Parts;
use rpc::AppError;

use crate::problem::ApiError;

/// The caller; 401 without one.
#[derive(Debug)]
pub struct Signed(pub Caller);

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts
            .extensions
            .get::<Caller>()
            .cloned()
            .map(Self)
            .ok_or_else(|| AppError::unauthenticated().into())
    }
}

/// The request's id, if the middleware gave it one.
#[derive(Debug)]
pub struct RequestId(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(
            parts
                .extensions
                .get::<rpc::api::context::RequestId>()
                .map(|id| id.0.clone()),
        ))
    }
}
