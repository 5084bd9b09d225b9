//! The fold from journal to what people see.

use chrono::{DateTime, Duration, Utc};
use domain::run::{ErrorClass, EventKind, LogLevel, RunEvent, RunState, RunStatus, StepError, StepPath, StepStatus};
use proptest::prelude::*;
use serde_json::{Value, json};

fn at(ms: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::milliseconds(ms)
}

fn path(text: &str) -> StepPath {
    text.parse().unwrap()
}

/// Numbers events from 1, a tenth of a second apart.
fn journal(kinds: Vec<EventKind>) -> Vec<RunEvent> {
    (1..)
        .zip(kinds)
        .map(|(seq, kind)| RunEvent {
            seq,
            at: at(seq * 100),
            kind,
        })
        .collect()
}

/// A run with a retry, a loop, a wait that parks it, a failed step that it survives, and a skipped one.
fn recorded() -> Vec<RunEvent> {
    let timeout = StepError::new(ErrorClass::Timeout, "timeout", "no answer in 10 s");
    let refused = StepError::new(ErrorClass::Refused, "http_status", "404");
    let succeeded = |step: &str, attempt, output: Value| EventKind::StepSucceeded {
        step: path(step),
        attempt,
        duration_ms: 5,
        output,
        port: "out".into(),
    };
    let started = |step: &str, attempt| EventKind::StepStarted {
        step: path(step),
        attempt,
        input: json!({ "n": attempt }),
    };
    journal(vec![
        EventKind::RunQueued,
        EventKind::RunStarted,
        succeeded("start", 1, json!({})),
        started("fetch", 1),
        EventKind::StepRetried {
            step: path("fetch"),
            attempt: 1,
            duration_ms: 9,
            error: timeout,
            until: at(5_000),
        },
        EventKind::RunParked { until: at(5_000) },
        EventKind::RunResumed,
        started("fetch", 2),
        succeeded("fetch", 2, json!({ "status": 200 })),
        EventKind::LoopStarted {
            step: path("each"),
            items: vec![json!(1), json!(2)],
        },
        succeeded("each.0.ask", 1, json!("a")),
        succeeded("each.1.ask", 1, json!("b")),
        succeeded("each", 1, json!({ "results": ["a", "b"] })),
        EventKind::StepWaiting {
            step: path("pause"),
            until: at(9_000),
        },
        succeeded("pause", 1, json!({ "waitedMs": 10 })),
        started("post", 1),
        EventKind::StepFailed {
            step: path("post"),
            attempt: 1,
            duration_ms: 3,
            error: refused,
            port: Some("error".into()),
        },
        EventKind::StepSkipped { step: path("done") },
        EventKind::Log {
            step: Some(path("post")),
            level: LogLevel::Warn,
            message: "not posted".into(),
        },
        EventKind::RunFinished {
            status: RunStatus::Succeeded,
            output: json!({ "ok": true }),
            error: None,
        },
    ])
}

#[test]
fn a_recorded_run_folds_to_what_people_see() {
    let state = RunState::from_events(&recorded());
    assert_eq!(state.status, RunStatus::Succeeded);
    assert_eq!(
        (state.queued_at, state.started_at, state.finished_at),
        (Some(at(100)), Some(at(200)), Some(at(2_000)))
    );
    assert_eq!(state.output, json!({ "ok": true }));
    let order: Vec<&str> = state.steps.keys().map(StepPath::as_str).collect();
    assert_eq!(
        order,
        [
            "start",
            "fetch",
            "each",
            "each.0.ask",
            "each.1.ask",
            "pause",
            "post",
            "done"
        ]
    );
    assert_eq!(state.logs.len(), 1);
    assert_eq!(state.logs[0].seq, 19);
    assert_eq!(state.last_seq, 20);
}

#[test]
fn a_retried_step_shows_both_attempts() {
    let state = RunState::from_events(&recorded());
    let fetch = &state.steps[&path("fetch")];
    assert_eq!(
        (fetch.status, fetch.attempts, fetch.until, fetch.error.is_some()),
        (StepStatus::Succeeded, 2, None, false)
    );
    assert_eq!(fetch.input, json!({ "n": 2 }));
    let spans: Vec<_> = fetch
        .spans
        .iter()
        .map(|span| (span.from, span.to, span.failed))
        .collect();
    assert_eq!(spans, [(at(400), Some(at(500)), true), (at(800), Some(at(900)), false)]);
    assert_eq!(fetch.duration_ms(), Some(500));
}

#[test]
fn a_failure_that_the_run_survives_is_the_steps_output() {
    let state = RunState::from_events(&recorded());
    let post = &state.steps[&path("post")];
    assert_eq!((post.status, post.port.as_deref()), (StepStatus::Failed, Some("error")));
    assert_eq!(post.output["error"]["code"], "http_status");
}

#[test]
fn a_run_is_seen_in_the_middle() {
    let middle = RunState::from_events(recorded().iter().take(6));
    assert_eq!(middle.status, RunStatus::Waiting);
    let fetch = &middle.steps[&path("fetch")];
    assert_eq!((fetch.status, fetch.until), (StepStatus::Waiting, Some(at(5_000))));
    assert_eq!(fetch.error.as_ref().map(|error| error.code.as_str()), Some("timeout"));
    let in_loop = RunState::from_events(recorded().iter().take(11));
    assert_eq!(in_loop.steps[&path("each")].status, StepStatus::Running);
    assert_eq!(in_loop.steps[&path("each")].items, Some(vec![json!(1), json!(2)]));
}

#[test]
fn an_attempt_under_way_has_no_end() {
    let state = RunState::from_events(recorded().iter().take(8));
    let fetch = &state.steps[&path("fetch")];
    assert_eq!((fetch.status, fetch.duration_ms()), (StepStatus::Running, None));
    assert_eq!(fetch.spans.last().unwrap().to, None);
}

#[test]
fn a_cancelled_run_ends_its_steps() {
    let state = RunState::from_events(&journal(vec![
        EventKind::RunStarted,
        EventKind::StepStarted {
            step: path("fetch"),
            attempt: 1,
            input: Value::Null,
        },
        EventKind::CancelRequested,
        EventKind::StepCancelled { step: path("fetch") },
        EventKind::RunFinished {
            status: RunStatus::Cancelled,
            output: Value::Null,
            error: None,
        },
    ]));
    assert!(state.cancel_requested);
    assert_eq!(state.status, RunStatus::Cancelled);
    let fetch = &state.steps[&path("fetch")];
    assert_eq!(
        (fetch.status, fetch.spans[0].to, fetch.spans[0].failed),
        (StepStatus::Cancelled, Some(at(400)), false)
    );
}

#[test]
fn events_survive_the_wire() {
    for event in recorded() {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<RunEvent>(&text).unwrap(), event, "{text}");
    }
}

proptest! {
    /// A stream may repeat itself after a reconnect, from any place.
    #[test]
    fn a_repeat_changes_nothing(cut in 0_usize..=20, back in 0_usize..=20) {
        let events = recorded();
        let mut state = RunState::from_events(events.iter().take(cut));
        let before = state.clone();
        for event in events.iter().take(cut).skip(cut.saturating_sub(back)) {
            state.apply(event);
        }
        prop_assert_eq!(&state, &before);
        for event in events.iter().skip(cut.saturating_sub(back)) {
            state.apply(event);
        }
        prop_assert_eq!(state, RunState::from_events(&events));
    }
}
