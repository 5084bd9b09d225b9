//! What the caller of a webhook gets to see.
//!
//! A workflow decides on status, headers and body, and shares its origin with Apex's own pages: so no answer may run in
//! a browser as if it were one of them, set a cookie, or speak for the connection.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::id::RunId;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use rpc::AppError;
use rpc::service::HookReply;
use serde_json::{Value, json};

use crate::problem::ApiError;

/// The run that a call started.
const RUN: HeaderName = HeaderName::from_static("x-apex-run-id");
/// A page in a sandbox without an origin, which may load nothing.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox");
/// Headers that are not a workflow's to set.
const NOT_THEIRS: [&str; 17] = [
    "clear-site-data",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-security-policy-report-only",
    "keep-alive",
    "proxy-authenticate",
    "service-worker-allowed",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-apex-run-id",
    "x-request-id",
];

/// The answer to a call that was taken.
pub(super) fn reply(reply: HookReply) -> Response {
    match reply {
        HookReply::Accepted { run, repeated: false } => {
            let location = format!("/api/v1/runs/{run}");
            let told = (
                StatusCode::ACCEPTED,
                [(header::LOCATION, location)],
                Json(json!({"runId": run})),
            );
            guarded(told.into_response(), Some(run))
        }
        HookReply::Accepted { run, repeated: true } => guarded(Json(json!({"runId": run})).into_response(), Some(run)),
        HookReply::Ended { run } => guarded(
            Json(json!({"runId": run, "status": "succeeded"})).into_response(),
            Some(run),
        ),
        HookReply::Captured { delivery } => guarded(Json(json!({"deliveryId": delivery})).into_response(), None),
        HookReply::Respond {
            run,
            status,
            headers,
            body,
        } => guarded(respond(status, headers, &body), Some(run)),
    }
}

/// The answer to a call that was refused.
pub(super) fn refused(error: AppError) -> Response {
    guarded(ApiError(error).into_response(), None)
}

fn respond(status: u16, headers: Vec<(String, String)>, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = match body {
        Value::Null => status.into_response(),
        Value::String(text) => (status, text.clone()).into_response(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => (status, Json(body)).into_response(),
    };
    let theirs = headers.into_iter().filter_map(|(name, value)| {
        let name: HeaderName = name.parse().ok()?;
        let value = HeaderValue::from_str(&value).ok()?;
        (!NOT_THEIRS.contains(&name.as_str())).then_some((name, value))
    });
    let theirs: HeaderMap = theirs.collect();
    // what they set replaces what follows from the body
    response.headers_mut().extend(theirs);
    response
}

fn guarded(mut response: Response, run: Option<RunId>) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(run) = run.and_then(|run| HeaderValue::from_str(&run.to_string()).ok()) {
        headers.insert(RUN, run);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(headers: &[(&str, &str)], body: Value) -> Response {
        reply(HookReply::Respond {
            run: "run_00000000000000000000000000".parse().unwrap(),
            status: 201,
            headers: headers.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
            body,
        })
    }

    #[test]
    fn a_workflow_s_answer_never_runs_as_a_page_of_apex() {
        let page = said(
            &[
                ("content-type", "text/html"),
                ("Set-Cookie", "apex_session=stolen"),
                ("content-security-policy", "script-src *"),
                ("x-mine", "yes"),
                ("bad name", "x"),
                ("x-bad", "a\nb"),
            ],
            json!("<script>"),
        );
        assert_eq!(page.status(), 201);
        let headers = page.headers();
        assert_eq!(headers["content-type"], "text/html");
        assert_eq!(headers["x-mine"], "yes");
        assert_eq!(headers["content-security-policy"], SANDBOX);
        assert!(!headers.contains_key("set-cookie") && !headers.contains_key("x-bad"));
    }

    #[test]
    fn a_body_is_text_json_or_nothing() {
        let kind = |body: Value| said(&[], body).headers().get("content-type").cloned();
        assert_eq!(kind(json!({"a": 1})).unwrap(), "application/json");
        assert_eq!(kind(json!("a")).unwrap(), "text/plain; charset=utf-8");
        assert_eq!(kind(Value::Null), None);
    }
}
