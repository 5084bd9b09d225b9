//! Failures, retries, and how a run ends early.

use chrono::TimeDelta;
use domain::graph::{OnError, Retry, RetryOn};
use domain::plan::PlanStep;
use domain::run::{ErrorClass, RunStatus, StepError, StepStatus};
use engine::core::{Input, Outcome, Wanted};

use crate::bench::{Bench, items, with};
use crate::graphs::{RETRY, each, get, plan, post, pure};

#[test]
fn a_failure_that_may_pass_is_tried_again_after_the_pause() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(bench.status("a"), Some(StepStatus::Waiting));
    bench.later(99);
    assert_eq!(bench.asked(), [("a".into(), 1)]);
    bench.later(1);
    assert_eq!(bench.asked(), [("a".into(), 1), ("a".into(), 2)]);
}

#[test]
fn the_last_attempt_fails_the_run_with_step_cause_and_attempts() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    for _ in 0..3 {
        bench.fail("a", ErrorClass::Timeout);
        bench.later(100);
    }
    let error = bench.state().error.unwrap();
    assert_eq!(error.step_id.unwrap().as_str(), "a");
    assert_eq!((error.code.as_str(), error.attempts), ("http_status", 3));
    assert_eq!(
        error.message,
        "Step `a` failed after 3 attempts: the server answered 500"
    );
    assert_eq!(bench.status("b"), Some(StepStatus::Cancelled));
}

#[test]
fn a_failure_that_stays_is_not_tried_again() {
    for class in [
        ErrorClass::Refused,
        ErrorClass::Expression,
        ErrorClass::Config,
        ErrorClass::Blocked,
    ] {
        let mut bench = Bench::of(plan(vec![get("a")], &[]));
        bench.fail("a", class);
        assert_eq!(bench.state().status, RunStatus::Failed);
        assert_eq!(bench.state().error.unwrap().attempts, 1);
    }
}

#[test]
fn continue_goes_on_with_the_error_as_output() {
    let mut bench = Bench::of(plan(vec![with(pure("a"), OnError::Continue), pure("b")], &["a>b"]));
    bench.fail("a", ErrorClass::Refused);
    assert_eq!(bench.names(), ["a", "b"]);
    let view = bench
        .machine
        .view(&"b".parse().unwrap(), &Wanted::Named(vec!["a".into()]));
    assert_eq!(view.steps["a"]["error"]["code"], "http_status");
    bench.done("b");
    assert_eq!(bench.state().status, RunStatus::Succeeded);
}

#[test]
fn branch_leaves_by_the_error_port() {
    let steps = vec![with(pure("a"), OnError::Branch), pure("fine"), pure("rescue")];
    let mut bench = Bench::of(plan(steps, &["a>fine", "a:error>rescue"]));
    bench.fail("a", ErrorClass::Refused);
    assert_eq!(bench.names(), ["a", "rescue"]);
    assert_eq!(bench.status("fine"), Some(StepStatus::Skipped));
}

#[test]
fn a_failed_run_stops_its_other_branches() {
    let mut bench = Bench::of(plan(vec![get("a"), get("b")], &[]));
    bench.prepared("a", 1);
    bench.fail("b", ErrorClass::Refused);
    assert_eq!(bench.aborted(), ["a"]);
    assert_eq!(bench.status("a"), Some(StepStatus::Cancelled));
    let events = bench.journal.len();
    bench.done("a");
    assert_eq!(bench.journal.len(), events, "a late result changes nothing");
}

#[test]
fn a_cancel_stops_what_runs_and_ends_the_run() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.tell(Input::Cancel);
    assert_eq!(bench.aborted(), ["a"]);
    let state = bench.state();
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Cancelled, "cancelled")
    );
    assert_eq!(bench.status("b"), Some(StepStatus::Cancelled));
}

#[test]
fn a_run_without_a_way_on_fails_instead_of_hanging() {
    let mut cycle = plan(vec![pure("a"), pure("b")], &["a>b"]);
    cycle.steps[0].incoming = vec![domain::plan::Incoming {
        from: 1,
        port: "out".into(),
    }];
    let bench = Bench::of(cycle);
    assert_eq!(bench.state().error.unwrap().code, "stuck");
}

#[test]
fn a_run_that_is_given_up_is_dead_with_its_cause() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    let commands = bench.machine.give_up("crash_loop", "five times", bench.now);
    bench.keep(commands);
    assert_eq!(bench.state().status, RunStatus::Dead);
    assert_eq!(bench.state().error.unwrap().code, "crash_loop");
}

#[test]
fn a_run_whose_step_has_used_up_several_attempts_is_dead() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    for attempt in 1..=3 {
        bench.prepared("a", attempt);
        bench.fail("a", ErrorClass::Upstream);
        bench.later(100);
    }
    assert_eq!(bench.state().status, RunStatus::Dead);

    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Refused);
    assert_eq!(bench.state().status, RunStatus::Failed, "that one would fail again");

    let once = PlanStep {
        retry: Retry::NONE,
        ..get("a")
    };
    let mut bench = Bench::of(plan(vec![once], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(
        bench.state().status,
        RunStatus::Failed,
        "its author wanted no second attempt"
    );
}

#[test]
fn a_run_is_dead_by_a_step_in_a_loop_and_by_an_unknown_outcome_too() {
    let once = |attempt: u32, bench: &mut Bench| {
        bench.prepared("each.0.x", attempt);
        bench.fail("each.0.x", ErrorClass::Upstream);
        bench.later(100);
    };
    let mut bench = Bench::of(plan(vec![each("each", 1, plan(vec![get("x")], &[]))], &[]));
    bench.settle("each", items(&[1], 1));
    (1..=3).for_each(|attempt| once(attempt, &mut bench));
    assert_eq!(bench.state().status, RunStatus::Dead);

    let mut bench = Bench::of(plan(vec![post("a")], &[]));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.state().status, RunStatus::Dead);
}

#[test]
fn only_the_classes_that_the_author_names_are_tried_again() {
    let picky = PlanStep {
        retry: Retry {
            on: RetryOn::of([ErrorClass::RateLimited, ErrorClass::Expression]),
            ..RETRY
        },
        ..get("a")
    };
    let mut bench = Bench::of(plan(vec![picky.clone()], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(bench.state().status, RunStatus::Failed);
    let mut bench = Bench::of(plan(vec![picky], &[]));
    bench.fail("a", ErrorClass::Expression);
    bench.later(100);
    assert_eq!(bench.asked(), [("a".into(), 1), ("a".into(), 2)]);
}

#[test]
fn an_attempt_that_was_not_made_for_an_open_circuit_is_followed_when_it_may_be() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    let refused = StepError {
        retry_after_ms: Some(25_000),
        ..StepError::new(ErrorClass::Upstream, "circuit_open", "left alone")
    };
    bench.settle("a", Outcome::Failed(refused));
    // longer than the policy's longest pause
    assert_eq!(bench.machine.next_due(), Some(bench.now + TimeDelta::seconds(25)));
}
