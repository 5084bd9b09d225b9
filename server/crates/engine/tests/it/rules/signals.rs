//! Signals, approvals and sub-workflows: what a step waits for comes from outside, early, late, twice or never.

use chrono::TimeDelta;
use domain::id::RunId;
use domain::plan::Plan;
use domain::run::{ApprovalRequest, EventKind, RunStatus, StepStatus};
use engine::core::{Command, Input, Outcome};
use serde_json::{Value, json};

use crate::bench::{Bench, items};
use crate::graphs::{each, get, plan, pure, step};

fn waiting() -> Plan {
    plan(
        vec![step("wait", "wait_for_signal", json!({})), pure("late"), pure("z")],
        &["wait:timeout>late", "wait>z"],
    )
}

fn awaits(bench: &mut Bench, step: &str, ms: Option<i64>) {
    let until = ms.map(|ms| bench.now + TimeDelta::milliseconds(ms));
    bench.prepared(step, 1);
    bench.settle(
        step,
        Outcome::Await {
            name: "paid".into(),
            until,
        },
    );
}

fn child() -> RunId {
    RunId::from_uuid(uuid::Uuid::from_u128(77))
}

#[test]
fn a_signal_ends_the_wait_with_its_payload() {
    let mut bench = Bench::of(waiting());
    awaits(&mut bench, "wait", Some(500));
    assert_eq!(bench.status("wait"), Some(StepStatus::Waiting));
    bench.signal(1, None, "other", json!(0));
    bench.signal(2, Some("z"), "paid", json!(0));
    assert_eq!(bench.status("wait"), Some(StepStatus::Waiting), "neither is for it");
    bench.signal(3, None, "paid", json!({ "amount": 5 }));
    assert_eq!(bench.output("wait"), json!({ "amount": 5 }));
    assert_eq!(bench.status("late"), Some(StepStatus::Skipped));
}

#[test]
fn a_signal_that_comes_early_is_kept_also_over_a_crash() {
    let mut bench = Bench::of(waiting());
    bench.signal(1, None, "paid", json!("early"));
    bench.crash();
    awaits(&mut bench, "wait", None);
    assert_eq!(bench.output("wait"), json!("early"));
}

#[test]
fn a_signal_counts_once_and_serves_one_step() {
    let mut bench = Bench::of(plan(
        vec![
            step("a", "wait_for_signal", json!({})),
            step("b", "wait_for_signal", json!({})),
        ],
        &["a>b"],
    ));
    awaits(&mut bench, "a", None);
    bench.signal(1, None, "paid", json!(1));
    bench.crash();
    awaits(&mut bench, "b", None);
    bench.signal(1, None, "paid", json!(1));
    assert_eq!(bench.status("b"), Some(StepStatus::Waiting), "the same one again");
    let received = |event: &&domain::run::RunEvent| matches!(event.kind, EventKind::SignalReceived { .. });
    assert_eq!(bench.journal.iter().filter(received).count(), 1);
    bench.signal(2, None, "paid", json!(2));
    assert_eq!(bench.state().status, RunStatus::Succeeded);
    assert_eq!((bench.output("a"), bench.output("b")), (json!(1), json!(2)));
}

#[test]
fn a_wait_in_vain_leaves_by_timeout_where_that_leads_on_and_fails_elsewhere() {
    let mut bench = Bench::of(waiting());
    awaits(&mut bench, "wait", Some(500));
    bench.later(500);
    assert_eq!(bench.names().last().unwrap(), "late");
    assert_eq!(bench.output("wait"), json!({ "timedOut": true }));

    let mut bench = Bench::of(plan(vec![step("wait", "wait_for_signal", json!({}))], &[]));
    awaits(&mut bench, "wait", Some(500));
    bench.later(500);
    let error = bench.state().error.unwrap();
    assert_eq!(
        (error.code.as_str(), bench.state().status),
        ("timeout", RunStatus::Failed)
    );
}

#[test]
fn who_answered_in_time_is_heard_by_a_worker_that_comes_late() {
    let mut bench = Bench::of(waiting());
    awaits(&mut bench, "wait", Some(500));
    bench.now += TimeDelta::milliseconds(700);
    bench.signal(1, None, "paid", json!("in time"));
    assert_eq!(bench.output("wait"), json!("in time"));
}

#[test]
fn a_run_that_waits_for_a_word_is_parked_and_wakes_with_it() {
    let mut bench = Bench::of(waiting());
    awaits(&mut bench, "wait", None);
    assert!(matches!(bench.last(), Command::Park { until } if *until > bench.now + TimeDelta::days(20)));
    assert_eq!(bench.state().status, RunStatus::Waiting);
    bench.crash();
    assert!(
        matches!(bench.last(), Command::Park { .. }),
        "and parks again when nothing came"
    );
}

#[test]
fn steps_in_a_loop_are_answered_one_by_one() {
    let body = plan(vec![step("ask", "wait_for_signal", json!({}))], &[]);
    let mut bench = Bench::of(plan(vec![each("each", 2, body)], &[]));
    bench.settle("each", items(&[1, 2], 2));
    awaits(&mut bench, "each.0.ask", None);
    awaits(&mut bench, "each.1.ask", None);
    bench.signal(1, Some("each.1.ask"), "paid", json!("b"));
    bench.signal(2, Some("each.0.ask"), "paid", json!("a"));
    assert_eq!(bench.output("each"), json!({ "results": ["a", "b"] }));
}

fn asks(bench: &mut Bench) {
    let at = |ms| Some(bench.now + TimeDelta::milliseconds(ms));
    let request = ApprovalRequest {
        title: "Ship it?".into(),
        message: String::new(),
        assignees: vec!["ada".into()],
        fields: Value::Null,
        until: at(900),
        escalate_at: at(400),
        escalate_to: vec!["boss".into()],
    };
    bench.prepared("ok", 1);
    bench.settle("ok", Outcome::Ask(Box::new(request)));
}

fn approval() -> Plan {
    plan(
        vec![step("ok", "approval", json!({})), pure("yes"), pure("no"), pure("late")],
        &["ok:approved>yes", "ok:rejected>no", "ok:timeout>late"],
    )
}

#[test]
fn a_person_decides_which_way_it_goes() {
    for (approved, way) in [(true, "yes"), (false, "no")] {
        let mut bench = Bench::of(approval());
        asks(&mut bench);
        bench.signal(1, None, "approval", json!({ "approved": true }));
        assert_eq!(bench.status("ok"), Some(StepStatus::Waiting), "it must name the step");
        let said = json!({ "approved": approved, "by": "ada", "at": "now", "comment": "fine", "more": 1 });
        bench.signal(2, Some("ok"), "approval", said);
        assert_eq!(bench.names().last().unwrap(), way);
        let output = json!({ "approved": approved, "answer": null, "by": "ada", "at": "now", "comment": "fine" });
        assert_eq!(bench.output("ok"), output);
    }
}

#[test]
fn a_question_that_nobody_answers_goes_to_others_once_and_ends_in_time() {
    let mut bench = Bench::of(approval());
    asks(&mut bench);
    bench.later(400);
    bench.crash();
    bench.later(100);
    let escalated: Vec<_> = bench
        .journal
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::ApprovalEscalated { to, .. } => Some(to.clone()),
            _other => None,
        })
        .collect();
    assert_eq!(escalated, [vec!["boss".to_owned()]]);
    bench.later(400);
    assert_eq!(bench.names().last().unwrap(), "late");
    assert_eq!(bench.output("ok")["approved"], json!(false));
}

fn starts(bench: &mut Bench, wait: bool) {
    bench.prepared("sub", 1);
    bench.settle("sub", Outcome::Child { run: child(), wait });
}

fn parent() -> Plan {
    plan(
        vec![step("sub", "sub_workflow", json!({})), get("z"), get("beside")],
        &["sub>z"],
    )
}

#[test]
fn a_child_gives_its_output() {
    let mut bench = Bench::of(parent());
    starts(&mut bench, true);
    let end = |run: RunId| json!({ "runId": run, "status": "succeeded", "output": { "n": 1 }, "error": null });
    bench.signal(1, Some("sub"), "sub_workflow", end(RunId::from_uuid(uuid::Uuid::nil())));
    assert_eq!(bench.status("sub"), Some(StepStatus::Waiting), "another run's end");
    bench.signal(2, Some("sub"), "sub_workflow", end(child()));
    assert_eq!(bench.output("sub"), json!({ "n": 1 }));
}

#[test]
fn a_child_that_fails_fails_its_step_and_says_which_run_it_was() {
    let mut bench = Bench::of(parent());
    starts(&mut bench, true);
    let error = json!({ "code": "http_status", "message": "Step `x` failed", "attempts": 1 });
    let end = json!({ "runId": child(), "status": "dead", "output": null, "error": error });
    bench.signal(2, Some("sub"), "sub_workflow", end);
    let state = bench.state();
    let step = &state.steps[&"sub".parse::<domain::run::StepPath>().unwrap()];
    let error = step.error.clone().unwrap();
    assert_eq!(error.code, "sub_workflow_failed");
    assert_eq!(error.details.unwrap()["runId"], json!(child()));
    assert_eq!(state.status, RunStatus::Failed, "the decision is about the child");
    assert!(bench.unwanted().is_empty(), "it has ended");
}

#[test]
fn a_child_that_nobody_waits_for_is_on_its_own() {
    let mut bench = Bench::of(parent());
    starts(&mut bench, false);
    assert_eq!(bench.output("sub"), json!({ "runId": child() }));
    bench.tell(Input::Cancel);
    assert!(bench.unwanted().is_empty());
}

#[test]
fn a_run_that_ends_early_takes_its_children_along_also_after_a_crash() {
    let mut bench = Bench::of(parent());
    starts(&mut bench, true);
    bench.crash();
    bench.tell(Input::Cancel);
    assert_eq!(bench.unwanted(), ["sub"]);
    assert_eq!(bench.state().status, RunStatus::Cancelled);
    // all but the end was durable when the worker died
    bench.journal.pop();
    bench.crash();
    assert_eq!(bench.unwanted(), ["sub"], "nobody knows whether it was asked");
    assert_eq!(bench.state().status, RunStatus::Cancelled);
}
