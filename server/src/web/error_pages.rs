//! `/docs/errors/{code}`: one page an error code, from `docs/errors`.

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use pulldown_cmark::{Options, Parser, html};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../docs/errors"]
#[include = "*.md"]
struct Pages;

/// The pages. Public: an API caller who can't sign in needs them most.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/docs/errors/{code}", get(page))
}

async fn page(Path(code): Path<String>) -> Response {
    // the name is looked up in a fixed set: no path of the disk is built from it
    let Some(file) = Pages::get(&format!("{code}.md")) else {
        return (
            StatusCode::NOT_FOUND,
            Html(shell("No such error code", "<h1>No such error code</h1>")),
        )
            .into_response();
    };
    let text = String::from_utf8_lossy(&file.data);
    let mut body = String::new();
    html::push_html(&mut body, Parser::new_ext(&text, Options::ENABLE_TABLES));
    Html(shell(&code, &body)).into_response()
}

fn shell(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{} · Apex</title>\
         <link rel=\"icon\" href=\"/favicon.svg\"></head><body><main>{body}</main></body></html>",
        escaped(title)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
