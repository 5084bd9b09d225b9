//! `http`: calls another system.

use serde_json::{Map, Value, json};

use super::{Choice, Effect, Field, FieldKind, Group, Implied, NodeKind, brief};
use crate::graph::Backoff;
use crate::graph::{Retry, RetryOn};
use crate::problem::{Problem, join};

pub(super) static KIND: NodeKind = NodeKind {
    key: "http",
    title: "HTTP",
    description: "Call another system",
    help: "Sends a request and waits for the answer. The output is `status`, `headers` and `body`; a JSON body is parsed.\n\n\
           An answer of 400 or above fails the step. Only lost connections, time-outs and the answers 408, 429 and 5xx are \
           tried again. Keep keys out of the workflow: write `{{ secrets.name }}`.",
    icon: "globe",
    group: Group::Connect,
    effect,
    fields: &[
        Field::new(
            "method",
            "Method",
            FieldKind::Select(&[
                Choice::new("GET", "GET"),
                Choice::new("POST", "POST"),
                Choice::new("PUT", "PUT"),
                Choice::new("PATCH", "PATCH"),
                Choice::new("DELETE", "DELETE"),
                Choice::new("HEAD", "HEAD"),
                Choice::new("OPTIONS", "OPTIONS"),
            ]),
        )
        .implied(Implied::Text("GET")),
        Field::new("url", "Address", FieldKind::Template)
            .required()
            .placeholder("https://api.example.com/items"),
        Field::new("query", "Query", FieldKind::KeyValue).help("Appended to the address, encoded as needed."),
        Field::new("headers", "Headers", FieldKind::KeyValue)
            .placeholder("authorization: Bearer {{ secrets.api_token }}"),
        Field::new("body", "Body", FieldKind::Json)
            .help("JSON, or text as it stands.")
            .when("method", &["POST", "PUT", "PATCH", "DELETE"]),
    ],
    defaults,
    retry: Retry {
        max_attempts: 3,
        backoff: Backoff::Exponential,
        initial_ms: 500,
        max_ms: 30_000,
        jitter: true,
        on: RetryOn::USUAL,
    },
    check,
    summary,
    sample: |_| json!({ "status": 200, "headers": { "content-type": "application/json" }, "body": {} }),
    ..NodeKind::BLANK
};

fn method(config: &Map<String, Value>) -> &str {
    config.get("method").and_then(Value::as_str).unwrap_or("GET")
}

fn effect(config: &Map<String, Value>) -> Effect {
    match method(config) {
        "GET" | "HEAD" | "OPTIONS" => Effect::Safe,
        _writes => Effect::AtMostOnce,
    }
}

fn defaults() -> Map<String, Value> {
    Map::from_iter([
        ("method".into(), json!("GET")),
        ("url".into(), json!("https://example.com")),
    ])
}

fn check(config: &Map<String, Value>, pointer: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_url(config, pointer, &mut problems);
    check_headers(config, pointer, &mut problems);
    problems
}

/// Only what can be seen before the run: an address that begins with an expression may become anything.
fn check_url(config: &Map<String, Value>, pointer: &str, problems: &mut Vec<Problem>) {
    let Some(url) = config.get("url").and_then(Value::as_str).map(str::trim) else {
        return;
    };
    if url.is_empty() || url.starts_with("{{") || url.starts_with("{%") || url.starts_with("{#") {
        return;
    }
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) {
        problems.push(
            Problem::error(
                join(pointer, "url"),
                "bad_url",
                format!("`{}` is no web address", brief::line(url)),
            )
            .hint("It begins with https:// or http:// and names a host."),
        );
    }
}

fn check_headers(config: &Map<String, Value>, pointer: &str, problems: &mut Vec<Problem>) {
    let Some(headers) = config.get("headers").and_then(Value::as_object) else {
        return;
    };
    let pointer = join(pointer, "headers");
    for name in headers.keys().filter(|name| !is_token(name)) {
        problems.push(
            Problem::error(
                join(&pointer, name),
                "bad_header_name",
                format!("`{}` is no name for a header", brief::line(name)),
            )
            .hint("Use letters, digits and hyphens."),
        );
    }
}

/// A header name as RFC 9110 has it.
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn summary(config: &Map<String, Value>) -> String {
    let url = brief::text(config, "url");
    let short = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or(&url);
    format!("{} {short}", method(config)).trim_end().into()
}
