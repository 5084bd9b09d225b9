//! Who is calling; deny by default. Runs before any route is looked at.

use std::sync::Arc;

use auth::{AuthError, Authenticator, cross_site};
use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Caller;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use ports::Clock;
use rest::problem::ApiError;
use rpc::AppError;
use tower_sessions::Session;

use super::public::{is_hook, is_public};
use crate::web::next_page;

/// What the layer works with.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) authenticator: Authenticator,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Finds the caller and refuses what needs one.
pub(crate) async fn authenticate(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    // whoever calls a webhook has proofs of their own: a session that comes along, or a header that is no key of ours,
    // means nothing there
    if is_hook(request.uri().path()) {
        return next.run(request).await;
    }
    // a request can't be borrowed across an await: its body is not Sync
    let session = request
        .extensions()
        .get::<Session>()
        .cloned()
        .filter(|_| !is_asset(request.uri().path()));
    let found = match find(&gate, request.headers().clone(), session).await {
        Ok(found) => found,
        Err(error) => return refuse(&request, error),
    };
    if let Some((caller, by_session)) = found {
        // a key is sent on purpose; a cookie comes along by itself
        if by_session && !cross_site::allows(request.method(), request.headers()) {
            let message = "This request came from another site. Open Apex itself and try there.";
            return refuse(&request, AppError::new(403, "cross_site", message));
        }
        request.extensions_mut().insert(caller);
    } else if !is_public(request.uri().path()) {
        return refuse(&request, AppError::unauthenticated());
    }
    next.run(request).await
}

/// The caller, and whether the session cookie told.
async fn find(gate: &Gate, headers: HeaderMap, session: Option<Session>) -> Result<Option<(Caller, bool)>, AppError> {
    let by_key = gate
        .authenticator
        .by_key(&headers, gate.clock.now())
        .await
        .map_err(|error| convert(&error))?;
    if let Some(caller) = by_key {
        return Ok(Some((caller, false)));
    }
    let Some(session) = session else { return Ok(None) };
    let caller = gate
        .authenticator
        .by_session(&session, gate.clock.now())
        .await
        .map_err(|error| convert(&error))?;
    Ok(caller.map(|caller| (caller, true)))
}

/// Files need no caller, and looking for one would cost a query each.
fn is_asset(path: &str) -> bool {
    path.starts_with("/pkg/") || path.starts_with("/fonts/") || path.ends_with(".svg") || path == "/health"
}

fn convert(error: &AuthError) -> AppError {
    match error {
        AuthError::InvalidKey => AppError::new(
            401,
            "invalid_api_key",
            "The API key is not valid: it is malformed, unknown, revoked or expired.",
        ),
        AuthError::Unavailable => AppError::unavailable(),
    }
}

/// Programs get a problem, our own pages' calls get their error shape, people get the sign-in page.
fn refuse(request: &Request, error: AppError) -> Response {
    let path = request.uri().path();
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if path.starts_with("/rpc/") {
        return (status, Json(error)).into_response();
    }
    let wants_page = !path.starts_with("/api/") && !path.starts_with("/v1/") && *request.method() == Method::GET;
    if wants_page && status == StatusCode::UNAUTHORIZED {
        return to_sign_in(request);
    }
    ApiError(error).into_response()
}

/// To the sign-in page. Where the person wanted to go is kept for the moment after.
fn to_sign_in(request: &Request) -> Response {
    let mut response = Redirect::to(&sign_in_address(request)).into_response();
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    if let Ok(cookie) = HeaderValue::from_str(&next_page::cookie(wanted)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The sign-in page, which leads back to where the person wanted to go.
fn sign_in_address(request: &Request) -> String {
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    if wanted == "/" {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?next={}", next_page::encode(wanted))
    }
}
