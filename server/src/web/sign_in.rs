//! One-time links and sign-out.

use std::sync::Arc;

use auth::session::{self, Identity};
use auth::{AuthError, Authenticator, link};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use ports::Clock;
use tower_sessions::Session;

use super::next_page;

#[derive(Clone)]
struct Desk {
    authenticator: Authenticator,
    clock: Arc<dyn Clock>,
}

/// `GET /sign-in/link/{token}` and `POST /sign-out`.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(
    authenticator: Authenticator,
    clock: Arc<dyn Clock>,
) -> Router<S> {
    Router::new()
        .route("/sign-in/link/{token}", get(redeem).head(only_get))
        .route("/sign-out", post(sign_out))
        .with_state(Desk { authenticator, clock })
}

/// A link preview that asks for the head must not use the link up.
async fn only_get() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

async fn redeem(State(desk): State<Desk>, session: Session, Path(token): Path<String>, request: HeaderMap) -> Response {
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

async fn sign_in(desk: &Desk, session: &Session, token: &str) -> Result<bool, AuthError> {
    let store = desk.authenticator.store();
    let now = desk.clock.now();
    let Some(user) = link::redeem(store, desk.authenticator.hasher(), token, now).await? else {
        return Ok(false);
    };
    let Some(place) = store.memberships(user).await?.into_iter().next() else {
        return Ok(false);
    };
    session::begin(
        session,
        Identity {
            user,
            tenant: place.tenant,
        },
    )
    .await?;
    tracing::info!(user = %user, organisation = %place.tenant, "signed in by link");
    Ok(true)
}

async fn sign_out(session: Session) -> Response {
    match session::end(&session).await {
        Ok(()) => Redirect::to("/sign-in").into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
