//! From what came back to an output or an error.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::limits::MAX_JSON_DEPTH;
use domain::run::{ErrorClass, StepError};
use ports::{OutboundError, OutboundResponse};
use serde_json::{Map, Value, json};

use crate::size::depth;

/// How much of the body of a failed call the error shows, in characters.
const EXCERPT_CHARS: usize = 2_000;
/// Levels that the output puts around a body.
const OUTPUT_DEPTH: usize = 2;

pub(super) fn read(response: &OutboundResponse, now: DateTime<Utc>) -> Result<Value, StepError> {
    if response.status >= 400 {
        return Err(refused(response, now));
    }
    Ok(Value::Object(Map::from_iter([
        ("status".to_owned(), Value::from(response.status)),
        ("headers".to_owned(), Value::Object(headers(response))),
        ("body".to_owned(), body(response)),
    ])))
}

fn refused(response: &OutboundResponse, now: DateTime<Utc>) -> StepError {
    let status = response.status;
    let class = match status {
        408 => ErrorClass::Timeout,
        429 => ErrorClass::RateLimited,
        500.. => ErrorClass::Upstream,
        _ => ErrorClass::Refused,
    };
    let excerpt: String = String::from_utf8_lossy(&response.body)
        .chars()
        .take(EXCERPT_CHARS)
        .collect();
    StepError {
        retry_after_ms: header(response, "retry-after").and_then(|value| retry_after(value, now)),
        ..StepError::new(class, "http_status", format!("the server answered {status}"))
            .details(json!({ "status": status, "body": excerpt }))
    }
}

/// Milliseconds; the header has seconds or a date.
fn retry_after(value: &str, now: DateTime<Utc>) -> Option<u64> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(seconds.saturating_mul(1_000));
    }
    let at = DateTime::parse_from_rfc2822(value.trim()).ok()?;
    Some(u64::try_from((at.to_utc() - now).num_milliseconds()).unwrap_or(0))
}

fn header<'a>(response: &'a OutboundResponse, name: &str) -> Option<&'a str> {
    response
        .headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn headers(response: &OutboundResponse) -> Map<String, Value> {
    let mut joined: Map<String, Value> = Map::new();
    for (name, value) in &response.headers {
        match joined.get_mut(name) {
            Some(Value::String(known)) => {
                known.push_str(", ");
                known.push_str(value);
            }
            Some(_) | None => {
                joined.insert(name.clone(), Value::from(value.as_str()));
            }
        }
    }
    joined
}

fn body(response: &OutboundResponse) -> Value {
    if response.body.is_empty() {
        return Value::Null;
    }
    // a body without a type may be JSON
    if header(response, "content-type").is_none_or(says_json) {
        let parsed = serde_json::from_slice::<Value>(&response.body).ok();
        if let Some(value) = parsed.filter(|value| depth(value) + OUTPUT_DEPTH <= MAX_JSON_DEPTH) {
            return value;
        }
    }
    match std::str::from_utf8(&response.body) {
        Ok(text) => Value::from(text),
        Err(_) => json!({ "base64": STANDARD.encode(&response.body) }),
    }
}

fn says_json(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

pub(super) fn not_sent(error: &OutboundError) -> StepError {
    let (class, code) = match error {
        OutboundError::Blocked(_) => (ErrorClass::Blocked, "egress_blocked"),
        OutboundError::Invalid(_) => (ErrorClass::Config, "bad_request"),
        OutboundError::Connect(_) => (ErrorClass::Connect, "connect_failed"),
        OutboundError::Timeout(_) => (ErrorClass::Timeout, "timeout"),
        OutboundError::TooLarge(_) => (ErrorClass::Limit, "response_too_large"),
        OutboundError::Protocol(_) => (ErrorClass::Refused, "bad_response"),
    };
    StepError::new(class, code, error.to_string())
}
