//! A call as a workflow sees it: read by its content type, its secrets left out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::id::{DeliveryId, TriggerId};
use domain::trigger::WebhookConfig;
use http::{HeaderMap, HeaderName};
use rpc::AppError;
use rpc::service::HookCall;
use serde_json::{Map, Value, json};

/// What stands in place of a secret.
const REDACTED: &str = "[redacted]";
/// Headers whose values are proof of something.
const SECRET_HEADERS: [&str; 5] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "webhook-signature",
    "x-api-key",
];
/// Parts of names that tell of a secret.
const SECRET_WORDS: [&str; 5] = ["token", "secret", "signature", "password", "api-key"];

/// What the workflow is given: `{id, method, path, query, headers, body, receivedAt}`.
pub(super) fn event(
    call: &HookCall,
    hook: TriggerId,
    id: DeliveryId,
    config: &WebhookConfig,
    at: DateTime<Utc>,
) -> Result<Value, AppError> {
    Ok(json!({
        "id": id,
        "method": call.method.as_str(),
        // the address itself is a secret
        "path": format!("/hooks/{hook}"),
        "query": members(call.query.iter().cloned()),
        "headers": headers(&call.headers, config),
        "body": body(call)?,
        "receivedAt": at,
    }))
}

/// A name that comes several times has a list of values.
fn members(pairs: impl Iterator<Item = (String, String)>) -> Value {
    let mut members: Map<String, Value> = Map::new();
    for (name, value) in pairs {
        let value = Value::String(value);
        match members.get_mut(&name) {
            None => {
                members.insert(name, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    Value::Object(members)
}

fn headers(headers: &HeaderMap, config: &WebhookConfig) -> Value {
    let mut shown = Map::new();
    for name in headers.keys() {
        let value = if is_secret(name, config) {
            REDACTED.to_owned()
        } else {
            let values = headers.get_all(name).iter();
            let texts: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
            texts.join(", ")
        };
        shown.insert(name.as_str().to_owned(), Value::String(value));
    }
    Value::Object(shown)
}

fn is_secret(name: &HeaderName, config: &WebhookConfig) -> bool {
    let name = name.as_str();
    let own = config.auth.header().is_some_and(|own| own.eq_ignore_ascii_case(name));
    own || SECRET_HEADERS.contains(&name) || SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// JSON as it is, a form as an object, text as text, anything else as `{contentType, base64}`; null for no body.
fn body(call: &HookCall) -> Result<Value, AppError> {
    let bytes = &call.body;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let kind = call.headers.get(http::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json" || essence.ends_with("+json") {
        return serde_json::from_slice(bytes).map_err(|error| {
            let message = format!("The body says that it is JSON, and is not: {error}.");
            AppError::bad_request("malformed_json", message)
        });
    }
    if essence == "application/x-www-form-urlencoded" {
        return Ok(members(form_urlencoded::parse(bytes).into_owned()));
    }
    let is_text =
        essence.is_empty() || essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml");
    match std::str::from_utf8(bytes) {
        Ok(text) if essence.is_empty() => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
        Ok(text) if is_text => Ok(Value::from(text)),
        Ok(_) | Err(_) => Ok(json!({"contentType": essence, "base64": STANDARD.encode(bytes)})),
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use uuid::Uuid;

    use super::*;

    fn call(kind: &str, body: &[u8]) -> HookCall {
        let mut headers = HeaderMap::new();
        if !kind.is_empty() {
            headers.insert("content-type", kind.parse().unwrap());
        }
        HookCall {
            token: "t".into(),
            test: false,
            method: Method::POST,
            query: Vec::new(),
            headers,
            body: body.to_vec(),
            peer: None,
            request_id: None,
        }
    }

    #[test]
    fn a_body_is_read_by_its_content_type() {
        let cases: [(&str, &[u8], Value); 9] = [
            ("application/json", b"{\"a\": [1]}", json!({"a": [1]})),
            ("application/vnd.x+json; charset=utf-8", b"null", Value::Null),
            (
                "application/x-www-form-urlencoded",
                b"a=1&b=x+y&a=2",
                json!({"a": ["1", "2"], "b": "x y"}),
            ),
            ("text/plain", b"{}", json!("{}")),
            ("application/xml", b"<a/>", json!("<a/>")),
            ("", b"{\"a\": 1}", json!({"a": 1})),
            ("", b"plain", json!("plain")),
            ("", b"", Value::Null),
            (
                "image/png",
                b"\x89PNG",
                json!({"contentType": "image/png", "base64": "iVBORw=="}),
            ),
        ];
        for (kind, bytes, wanted) in cases {
            assert_eq!(body(&call(kind, bytes)).unwrap(), wanted, "{kind}");
        }
        let refused = body(&call("application/json", b"{")).unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "malformed_json"));
    }

    #[test]
    fn bytes_that_are_no_text_are_never_taken_for_one() {
        let kept = body(&call("text/plain", b"\xff\xfe")).unwrap();
        assert_eq!(kept, json!({"contentType": "text/plain", "base64": "//4="}));
    }

    #[test]
    fn secrets_in_headers_are_left_out() {
        let mut call = call("", b"");
        for name in [
            "authorization",
            "cookie",
            "x-hub-signature-256",
            "x-gitlab-token",
            "my-own",
            "webhook-signature",
        ] {
            call.headers
                .insert(HeaderName::from_static(name), "hush".parse().unwrap());
        }
        call.headers.insert("x-event", "push".parse().unwrap());
        call.headers.append("x-event", "again".parse().unwrap());
        let config = WebhookConfig {
            auth: domain::trigger::HookAuth::Header { name: "My-Own".into() },
            ..WebhookConfig::default()
        };
        let hook = TriggerId::from_uuid(Uuid::nil());
        let id = DeliveryId::from_uuid(Uuid::nil());
        let event = event(&call, hook, id, &config, DateTime::UNIX_EPOCH).unwrap();
        assert!(!event.to_string().contains("hush"), "{event:#}");
        assert_eq!(event["headers"]["x-event"], "push, again");
        assert_eq!(event["path"], format!("/hooks/{hook}"));
    }
}
