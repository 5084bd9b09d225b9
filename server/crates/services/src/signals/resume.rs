//! Addresses at which an outside system lets one waiting step go on, once, without a key.

use auth::resume::{self as token, ResumeRight};
use domain::access::{Caller, Permission};
use domain::id::RunId;
use domain::run::{APPROVAL_SIGNAL, CHILD_SIGNAL, StepPath};
use persistence::runs::{self, Awaited, NewSignal};
use ports::RunRef;
use rpc::service::ResumeCall;
use rpc::{AppError, ResumeLink, SignalSent};
use serde_json::Value;

use super::send::{check_size, named_id, say};
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;

/// See [`rpc::service::SignalService::resume`]. The same body again is no error: the answer may have got lost.
pub(super) async fn resume(context: &Context, call: ResumeCall) -> Result<SignalSent, AppError> {
    let unknown = || AppError::new(404, "not_found", "There is nothing at this address.");
    let right = token::read(&context.hasher, &call.token).ok_or_else(unknown)?;
    let payload = payload(call.content_type.as_deref(), &call.body)?;
    check_size(&payload)?;
    let to = RunRef {
        tenant: right.tenant,
        run: right.run,
    };
    let id = named_id(context, right.run, &format!("resume\n{}", right.step));
    let name = awaited_name(context, to, &right.step).await?;
    let waits = name.is_some();
    let signal = NewSignal {
        id,
        name: name.unwrap_or_default(),
        step: Some(right.step),
        payload,
        at: context.clock.now(),
        // the address is for this one signal: others can't take its place. A step that doesn't wait has room for what it
        // has heard, and for nothing else
        most: (!waits).then_some(0),
    };
    say(context, to, signal)
        .await
        .map_err(|error| match error.code.as_str() {
            "signal_id_reused" => {
                let message = "The step was let go on before, with another body. An address works once.";
                AppError::conflict("already_resumed", message)
            }
            "too_many_signals" => not_waiting(),
            // whoever has the address knows nothing of organisations
            "not_found" => unknown(),
            _another => error,
        })
}

/// See [`rpc::service::SignalService::resume_link`].
pub(super) async fn resume_link(
    context: &Context,
    caller: &Caller,
    run: RunId,
    step: StepPath,
) -> Result<ResumeLink, AppError> {
    require(caller, Permission::RunsWrite)?;
    let of = RunRef {
        tenant: caller.tenant,
        run,
    };
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let header = runs::header(&tx, run).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    header.ok_or_else(|| AppError::not_found("run"))?;
    match awaited_name(context, of, &step).await? {
        Some(_name) => Ok(ResumeLink {
            path: resume_path(context, of, &step),
        }),
        None => Err(not_waiting()),
    }
}

/// Where this step is let go on: a secret.
pub(crate) fn resume_path(context: &Context, of: RunRef, step: &StepPath) -> String {
    let right = ResumeRight {
        tenant: of.tenant,
        run: of.run,
        step: step.clone(),
    };
    format!("/hooks/resume/{}", token::token(&context.hasher, &right))
}

fn not_waiting() -> AppError {
    let message = "The step does not wait for a signal now: it has gone on, or the run has ended.";
    AppError::conflict("not_waiting", message)
}

/// The signal that the step waits for; none when it waits for nothing that others may say.
async fn awaited_name(context: &Context, of: RunRef, step: &StepPath) -> Result<Option<String>, AppError> {
    let tx = context.db.tenant(of.tenant).begin().await.map_err(from_db)?;
    let awaited = runs::awaited(&tx, of.run, step).await.map_err(from_db)?;
    tx.commit().await.map_err(from_db)?;
    Ok(match awaited {
        Awaited::Signal { name, .. } if name != APPROVAL_SIGNAL && name != CHILD_SIGNAL => Some(name),
        Awaited::Signal { .. } | Awaited::Nothing => None,
    })
}

/// JSON as it is, text as text, null for no body.
fn payload(content_type: Option<&str>, body: &[u8]) -> Result<Value, AppError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    if essence == "application/json" || essence.ends_with("+json") {
        return serde_json::from_slice(body)
            .map_err(|error| AppError::bad_request("malformed_json", format!("The body is not JSON: {error}.")));
    }
    match std::str::from_utf8(body) {
        Ok(text) if essence.is_empty() => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
        Ok(text) if essence.starts_with("text/") => Ok(Value::from(text)),
        Ok(_) | Err(_) => Err(AppError::new(
            415,
            "unsupported_media_type",
            "Send JSON or text, or nothing at all.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_json_text_or_nothing() {
        assert_eq!(payload(None, b"").unwrap(), Value::Null);
        assert_eq!(
            payload(Some("application/json"), b"{\"a\": 1}").unwrap(),
            json!({"a": 1})
        );
        assert_eq!(payload(None, b"[1]").unwrap(), json!([1]));
        assert_eq!(payload(None, b"plain").unwrap(), json!("plain"));
        assert_eq!(payload(Some("text/plain; charset=utf-8"), b"{}").unwrap(), json!("{}"));
        assert_eq!(payload(Some("application/json"), b"{").unwrap_err().status, 400);
        assert_eq!(payload(Some("image/png"), b"\x89PNG").unwrap_err().status, 415);
        assert_eq!(payload(None, b"\xff").unwrap_err().status, 415);
    }
}
