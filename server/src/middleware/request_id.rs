//! Every request has an id: in the log, in `x-request-id`, in every problem.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use rand::Rng;
use rand::distr::Alphanumeric;
use rest::problem::REQUEST_ID;
use rpc::api::context::RequestId;
use tracing::Instrument;

const HEADER: &str = "x-request-id";

/// Takes the caller's id when it is sane, else makes one; logs the request once, at its end.
pub(crate) async fn request_id(mut request: Request, next: Next) -> Response {
    let id = given(request.headers()).unwrap_or_else(fresh);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // the token of a sign-in link is a secret, and query strings may hold some
    let path = shown_path(request.uri().path()).to_owned();
    let span = tracing::info_span!("request", request_id = %id);
    let started = Instant::now();
    let mut response = REQUEST_ID
        .scope(id.clone(), next.run(request))
        .instrument(span.clone())
        .await;
    let status = response.status().as_u16();
    span.in_scope(|| {
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if status >= 500 {
            tracing::error!(%method, path, status, duration_ms, "request failed");
        } else {
            tracing::debug!(%method, path, status, duration_ms, "request");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

fn given(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let sane = (8..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    sane.then(|| text.to_owned())
}

fn fresh() -> String {
    let random: String = rand::rng().sample_iter(Alphanumeric).take(20).map(char::from).collect();
    format!("req_{random}")
}

fn shown_path(path: &str) -> &str {
    if path.starts_with("/sign-in/link/") {
        "/sign-in/link/…"
    } else if path.starts_with("/hooks/") {
        "/hooks/…"
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let with = |value: &str| {
            given(&HeaderMap::from_iter([(
                "x-request-id".parse().unwrap(),
                value.parse().unwrap(),
            )]))
        };
        assert_eq!(with("abc-123_DEF"), Some("abc-123_DEF".to_owned()));
        for wrong in ["short", "has space in it", "quote\"quote", &"x".repeat(65)] {
            assert_eq!(with(wrong), None, "{wrong}");
        }
        assert_ne!(fresh(), fresh());
    }

    #[test]
    fn the_token_of_a_link_is_not_logged() {
        assert_eq!(shown_path("/sign-in/link/secret"), "/sign-in/link/…");
        assert_eq!(shown_path("/hooks/secret/test"), "/hooks/…");
    }
}
