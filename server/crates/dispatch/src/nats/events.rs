//! `workflow.run.requested`, `workflow.run.step` and `workflow.run.completed`: what happens to runs, for programs that
//! are not Apex (docs/guides/scale-out.md, "Events").
//!
//! They say what happened and when, never with what: inputs and outputs are read over the API, by those who may.

use domain::id::{RunId, TenantId};
use domain::run::{EventKind, RunEvent};
use serde_json::{Map, Value, json};

/// Members of a journaled event that are told as they stand.
const TOLD: [&str; 7] = ["type", "step", "attempt", "durationMs", "port", "until", "status"];

/// The name of the event that others hear of, if they hear of it at all.
pub(super) fn name(event: &RunEvent) -> Option<&'static str> {
    let is_request = matches!(event.kind, EventKind::RunQueued);
    let is_end = matches!(event.kind, EventKind::RunFinished { .. });
    match event.kind.channel() {
        "step" => Some("workflow.run.step"),
        "run" if is_request => Some("workflow.run.requested"),
        "run" if is_end => Some("workflow.run.completed"),
        _ => None,
    }
}

/// Its body.
pub(super) fn body(name: &str, tenant: TenantId, run: RunId, event: &RunEvent) -> Value {
    let mut body = Map::new();
    body.insert("event".into(), json!(name));
    body.insert("id".into(), json!(format!("{run}:{}", event.seq)));
    body.insert("at".into(), json!(event.at));
    body.insert("tenantId".into(), json!(tenant));
    body.insert("runId".into(), json!(run));
    body.insert("seq".into(), json!(event.seq));
    if let Ok(Value::Object(journaled)) = serde_json::to_value(event) {
        let told = TOLD.iter().filter_map(|key| Some((*key, journaled.get(*key)?)));
        body.extend(told.map(|(key, value)| (key.to_owned(), value.clone())));
        if let Some(code) = journaled.get("error").and_then(|error| error.get("code")) {
            body.insert("errorCode".into(), code.clone());
        }
    }
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::run::{RunError, RunStatus, StepPath};
    use uuid::Uuid;

    use super::*;

    fn event(kind: EventKind) -> RunEvent {
        RunEvent {
            seq: 4,
            at: DateTime::UNIX_EPOCH,
            kind,
        }
    }

    fn told(kind: EventKind) -> Option<Value> {
        let event = event(kind);
        let nil = Uuid::nil();
        name(&event).map(|name| body(name, TenantId::from_uuid(nil), RunId::from_uuid(nil), &event))
    }

    #[test]
    fn a_step_is_told_without_what_it_yielded() {
        let step: StepPath = "fetch".parse().unwrap();
        let told = told(EventKind::StepSucceeded {
            step,
            attempt: 2,
            duration_ms: 7,
            output: json!({"card": "4111"}),
            port: "out".into(),
        });
        let expected = json!({
            "event": "workflow.run.step", "id": "run_00000000000000000000000000:4", "at": "1970-01-01T00:00:00Z",
            "tenantId": "org_00000000000000000000000000", "runId": "run_00000000000000000000000000", "seq": 4,
            "type": "step_succeeded", "step": "fetch", "attempt": 2, "durationMs": 7, "port": "out",
        });
        assert_eq!(told, Some(expected));
    }

    #[test]
    fn an_end_is_told_with_its_status_and_code() {
        let error = RunError {
            code: "timeout".into(),
            message: "secret".into(),
            step_id: None,
            attempts: 1,
        };
        let told = told(EventKind::RunFinished {
            status: RunStatus::Failed,
            output: Value::Null,
            error: Some(error),
        })
        .unwrap();
        assert_eq!(
            (&told["status"], &told["errorCode"]),
            (&json!("failed"), &json!("timeout"))
        );
        assert!(!told.to_string().contains("secret"));
    }

    #[test]
    fn what_is_between_is_nobody_elses_business() {
        assert!(told(EventKind::RunStarted).is_none());
        assert_eq!(told(EventKind::RunQueued).unwrap()["event"], "workflow.run.requested");
    }
}
