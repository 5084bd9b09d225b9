//! One-time links and sign-out.
//!
//! Opening a link shows a page with one button, and only the button uses the link up: programs that look at links
//! before people do (previews, scanners of e-mail, prefetching) would spend it otherwise.

use std::sync::Arc;

use auth::session::{self, Identity};
use auth::{AuthError, Authenticator, cross_site, link};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use ports::Clock;
use rest::problem::ApiError;
use rpc::AppError;
use tower_sessions::Session;

use super::{link_page, next_page};

#[derive(Clone)]
struct Desk {
    authenticator: Authenticator,
    clock: Arc<dyn Clock>,
}

/// `GET` and `POST /sign-in/link/{token}`, `POST /sign-out`.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(
    authenticator: Authenticator,
    clock: Arc<dyn Clock>,
) -> Router<S> {
    Router::new()
        .route("/sign-in/link/{token}", get(link_page::show).post(redeem))
        .route("/sign-out", post(sign_out))
        .with_state(Desk { authenticator, clock })
}

async fn redeem(State(desk): State<Desk>, session: Session, Path(token): Path<String>, request: HeaderMap) -> Response {
    // nobody is signed in yet, so the guard of sessions didn't look: another site must not sign people in either
    if !cross_site::allows(&Method::POST, &request) {
        return ApiError(foreign()).into_response();
    }
    let target = match sign_in(&desk, &session, &token).await {
        Ok(true) => next_page::wanted(&request),
        Ok(false) => "/sign-in?problem=link".to_owned(),
        Err(error) => {
            tracing::warn!(%error, "sign-in failed");
            "/sign-in?problem=unavailable".to_owned()
        }
    };
    let mut response = Redirect::to(&target).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(forget) = HeaderValue::from_str(&next_page::forget()) {
        headers.append(header::SET_COOKIE, forget);
    }
    response
}

fn foreign() -> AppError {
    let message = "This request came from another site. Open the sign-in link itself.";
    AppError::new(403, "cross_site", message)
}

async fn sign_in(desk: &Desk, session: &Session, token: &str) -> Result<bool, AuthError> {
    let store = desk.authenticator.store();
    let now = desk.clock.now();
    let Some(user) = link::redeem(store, desk.authenticator.hasher(), token, now).await? else {
        return Ok(false);
    };
    let Some(place) = store.memberships(user).await?.into_iter().next() else {
        return Ok(false);
    };
    let identity = Identity {
        user,
        tenant: place.tenant,
    };
    session::begin(session, identity, desk.authenticator.sessions(), now).await?;
    tracing::info!(user = %user, organisation = %place.tenant, "signed in by link");
    Ok(true)
}

async fn sign_out(session: Session) -> Response {
    match session::end(&session).await {
        Ok(()) => Redirect::to("/sign-in").into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
