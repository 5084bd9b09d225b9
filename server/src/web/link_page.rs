//! The page behind a sign-in link: one button. It asks nothing of the database and says nothing of the link, so that
//! looking at it changes and tells nothing.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderValue, header};
use rand::Rng;
use rand::distr::Alphanumeric;

/// In the colours of the pages, which this one can't take from their style sheet: its name is theirs alone.
const STYLE: &str = include_str!("link_page.css");

/// `GET /sign-in/link/{token}`.
pub(super) async fn show() -> Response {
    let nonce: String = rand::rng().sample_iter(Alphanumeric).take(22).map(char::from).collect();
    let mut response = Html(page(&nonce)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // not `no-referrer`: the button's request would carry `Origin: null`, which is how strangers look
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// The form names no address: it is sent to the page's own.
fn page(nonce: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>Sign in · Apex</title>\
         <link rel=\"icon\" href=\"/favicon.svg\"><style nonce=\"{nonce}\">{STYLE}</style></head>\
         <body><main><img src=\"/logo.svg\" alt=\"\" width=\"40\" height=\"40\"><h1>Sign in to Apex</h1>\
         <p>This link works once. Nothing happens until you press the button.</p>\
         <form method=\"post\"><button autofocus>Sign in</button></form></main></body></html>"
    )
}
