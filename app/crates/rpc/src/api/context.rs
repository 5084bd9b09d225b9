//! What a server function finds in its request: the services and the caller.

use domain::access::Caller;
use http::StatusCode;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::AppError;
use crate::service::Services;

/// The request's id, as the log has it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The services and the caller; 401 when nobody is signed in.
pub(crate) fn scene() -> Result<(Services, Caller), AppError> {
    let services = use_context::<Services>().ok_or_else(AppError::internal)?;
    let parts = use_context::<Parts>().ok_or_else(AppError::internal)?;
    let caller = parts
        .extensions
        .get::<Caller>()
        .cloned()
        .ok_or_else(AppError::unauthenticated)?;
    Ok((services, caller))
}

/// The `Cookie` header of the page that is asked for.
#[must_use]
pub fn cookies() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let header = parts.headers.get(http::header::COOKIE)?;
    header.to_str().ok().map(str::to_owned)
}

/// Answers the page that is asked for with this status.
pub fn set_status(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

/// The request's id.
pub(crate) fn request_id() -> Option<String> {
    use_context::<Parts>()?
        .extensions
        .get::<RequestId>()
        .map(|id| id.0.clone())
}

/// Answers with the error's own status (Leptos would answer 500) and its request id.
pub(crate) fn answer<T>(result: Result<T, AppError>) -> Result<T, AppError> {
    result.map_err(|error| {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        }
        error.with_request_id(request_id())
    })
}
