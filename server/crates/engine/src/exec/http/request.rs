//! From rendered settings to a request.

use bytes::Bytes;
use domain::limits::MAX_RESPONSE_BYTES;
use domain::run::StepError;
use ports::OutboundRequest;
use serde_json::{Map, Value};
use url::Url;

use super::super::StepContext;
use super::super::setting::{text, unusable};

pub(super) fn build(context: &StepContext) -> Result<OutboundRequest, StepError> {
    let config = &context.config;
    let method = match text(config, "method")?.trim() {
        "" => "GET".to_owned(),
        method => method.to_ascii_uppercase(),
    };
    let mut headers = headers(config)?;
    let (body, is_json) = body(config.get("body"));
    if is_json {
        set_unless_given(&mut headers, "content-type", "application/json");
    }
    if !matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS") {
        set_unless_given(&mut headers, "idempotency-key", &context.idempotency_key);
    }
    Ok(OutboundRequest {
        method,
        url: address(config)?,
        headers,
        body,
        timeout: context.timeout,
        max_response_bytes: MAX_RESPONSE_BYTES,
    })
}

/// The host that the request goes to, with its port when it is an unusual one.
pub(super) fn host(config: &Map<String, Value>) -> Option<String> {
    let url = Url::parse(config.get("url")?.as_str()?.trim()).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn address(config: &Map<String, Value>) -> Result<String, StepError> {
    let mut url = Url::parse(text(config, "url")?.trim()).map_err(|_| unusable("url", "is to be a web address"))?;
    let pairs = pairs(config, "query")?;
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(url.into())
}

fn headers(config: &Map<String, Value>) -> Result<Vec<(String, String)>, StepError> {
    pairs(config, "headers")
}

/// Name and value pairs of an object. A list repeats its name; null leaves it out.
fn pairs(config: &Map<String, Value>, name: &str) -> Result<Vec<(String, String)>, StepError> {
    let entries = match config.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Object(entries)) => entries,
        Some(_) => return Err(unusable(name, "is to be an object")),
    };
    let mut pairs = Vec::new();
    for (key, value) in entries {
        let values = match value {
            Value::Array(values) => values.as_slice(),
            single => std::slice::from_ref(single),
        };
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) => pairs.push((key.clone(), text.clone())),
                Value::Bool(_) | Value::Number(_) => pairs.push((key.clone(), value.to_string())),
                Value::Array(_) | Value::Object(_) => return Err(unusable(&format!("{name}/{key}"), "is to be text")),
            }
        }
    }
    Ok(pairs)
}

/// The bytes to send, and whether they are JSON that we wrote. Text goes as it stands.
fn body(value: Option<&Value>) -> (Option<Bytes>, bool) {
    match value {
        None | Some(Value::Null) => (None, false),
        Some(Value::String(text)) if text.is_empty() => (None, false),
        Some(Value::String(text)) => (Some(Bytes::from(text.clone())), false),
        Some(json) => (Some(Bytes::from(json.to_string())), true),
    }
}

fn set_unless_given(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
        headers.push((name.into(), value.into()));
    }
}
