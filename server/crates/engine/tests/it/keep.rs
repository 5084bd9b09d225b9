//! What a new run takes over from an old one.

use domain::id::SignalId;
use domain::plan::Plan;
use domain::run::{ErrorClass, EventKind, RunEvent, StepError, StepPath};
use engine::core::keep;
use serde_json::{Value, json};

use crate::graphs::{each, get, plan, pure};

fn path(text: &str) -> StepPath {
    text.parse().unwrap()
}

fn journal(kinds: Vec<EventKind>) -> Vec<RunEvent> {
    (1..)
        .zip(kinds)
        .map(|(seq, kind)| RunEvent {
            seq,
            at: chrono::DateTime::UNIX_EPOCH,
            kind,
        })
        .collect()
}

fn begun(step: &str, attempt: u32) -> EventKind {
    EventKind::StepStarted {
        step: path(step),
        attempt,
        input: json!({}),
    }
}

fn done(step: &str, attempt: u32) -> EventKind {
    EventKind::StepSucceeded {
        step: path(step),
        attempt,
        duration_ms: 1,
        output: json!(step),
        port: "out".into(),
    }
}

fn failed(step: &str, port: Option<&str>) -> EventKind {
    EventKind::StepFailed {
        step: path(step),
        attempt: 1,
        duration_ms: 1,
        error: StepError::new(ErrorClass::Refused, "http_status", "404"),
        port: port.map(Into::into),
    }
}

fn cancelled(step: &str) -> EventKind {
    EventKind::StepCancelled { step: path(step) }
}

fn items(step: &str, items: Vec<Value>) -> EventKind {
    EventKind::LoopStarted {
        step: path(step),
        items,
    }
}

/// What is kept, in short.
fn kept(plan: &Plan, events: Vec<EventKind>, from: Option<&str>) -> Vec<String> {
    let from = from.map(path);
    let words = keep(plan, &journal(events), from.as_ref());
    words.iter().map(word).collect()
}

fn word(kind: &EventKind) -> String {
    let json = serde_json::to_value(kind).unwrap();
    let name = json["type"].as_str().unwrap().trim_start_matches("step_").to_owned();
    let step = kind.step().map_or_else(String::new, |step| format!(" {step}"));
    format!("{name}{step}")
}

fn chain() -> Plan {
    plan(vec![pure("a"), get("b"), get("c"), pure("d")], &["a>b", "b>c", "c>d"])
}

#[test]
fn from_the_failed_step_every_result_is_kept_and_no_failure() {
    let events = vec![
        EventKind::RunQueued,
        EventKind::RunStarted,
        done("a", 1),
        begun("b", 1),
        begun("b", 2),
        done("b", 2),
        begun("c", 1),
        failed("c", None),
        cancelled("d"),
    ];
    assert_eq!(
        kept(&chain(), events, None),
        ["succeeded a", "started b", "succeeded b"]
    );
}

#[test]
fn a_failure_that_the_run_survived_is_a_result() {
    let events = vec![done("a", 1), begun("b", 1), failed("b", Some("out")), failed("c", None)];
    assert_eq!(kept(&chain(), events, None), ["succeeded a", "started b", "failed b"]);
}

#[test]
fn from_a_step_everything_downstream_is_done_again() {
    let plan = plan(
        vec![pure("a"), get("b"), get("c"), get("other"), pure("d")],
        &["a>b", "b>c", "a>other", "c>d", "other>d"],
    );
    let all = vec![done("a", 1), done("b", 1), done("other", 1), done("c", 1), done("d", 1)];
    assert_eq!(kept(&plan, all, Some("b")), ["succeeded a", "succeeded other"]);
}

#[test]
fn a_loop_that_failed_keeps_the_steps_that_its_items_have_finished() {
    let plan = plan(
        vec![
            pure("a"),
            each("each", 2, crate::graphs::plan(vec![get("x"), get("y")], &["x>y"])),
        ],
        &["a>each"],
    );
    let events = vec![
        done("a", 1),
        items("each", vec![json!(1), json!(2)]),
        done("each.0.x", 1),
        done("each.1.x", 1),
        done("each.1.y", 1),
        failed("each.0.y", None),
        failed("each", None),
    ];
    assert_eq!(
        kept(&plan, events, None),
        [
            "succeeded a",
            "loop_started each",
            "succeeded each.0.x",
            "succeeded each.1.x",
            "succeeded each.1.y"
        ]
    );
}

#[test]
fn from_a_step_in_a_loop_only_that_item_is_done_again() {
    let body = crate::graphs::plan(vec![get("x"), get("y")], &["x>y"]);
    let plan = plan(
        vec![each("each", 1, body), pure("after"), pure("beside")],
        &["each>after"],
    );
    let events = || {
        vec![
            done("beside", 1),
            items("each", vec![json!(1), json!(2)]),
            done("each.0.x", 1),
            done("each.0.y", 1),
            done("each.1.x", 1),
            done("each.1.y", 1),
            done("each", 1),
            done("after", 1),
        ]
    };
    assert_eq!(
        kept(&plan, events(), Some("each.0.y")),
        [
            "succeeded beside",
            "loop_started each",
            "succeeded each.0.x",
            "succeeded each.1.x",
            "succeeded each.1.y"
        ]
    );
    assert_eq!(kept(&plan, events(), Some("each")), ["succeeded beside"]);
    assert_eq!(kept(&plan, events(), Some("after")).len(), 7);
}

#[test]
fn what_was_undone_is_done_again_and_what_undid_it_is_forgotten() {
    let plan = plan(
        vec![get("pay"), get("refund"), get("ship"), pure("mail"), pure("beside")],
        &["pay:compensate>refund", "pay>ship", "ship>mail"],
    );
    let failure = || {
        vec![
            done("beside", 1),
            done("pay", 1),
            failed("ship", None),
            EventKind::StepCancelled { step: path("mail") },
        ]
    };
    assert_eq!(
        kept(&plan, failure(), None),
        ["succeeded beside", "succeeded pay"],
        "nothing was undone yet"
    );
    let undone = failure().into_iter().chain([begun("refund", 1), done("refund", 1)]);
    assert_eq!(kept(&plan, undone.collect(), None), ["succeeded beside"]);
}

#[test]
fn a_signal_is_kept_when_no_step_has_used_it() {
    let signal = |id: u128, name: &str| EventKind::SignalReceived {
        step: None,
        signal: SignalId::from_uuid(uuid::Uuid::from_u128(id)),
        name: name.into(),
        payload: json!(id),
    };
    let awaited = EventKind::SignalAwaited {
        step: path("b"),
        name: "paid".into(),
        until: None,
    };
    let events = vec![
        done("a", 1),
        signal(1, "paid"),
        awaited,
        done("b", 1),
        signal(2, "paid"),
        signal(3, "approval"),
        failed("c", None),
    ];
    let kept = keep(&chain(), &journal(events), None);
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[2], signal(2, "paid"));
}
