//! A run that ends early undoes its steps, the last one first.

use domain::graph::OnError;
use domain::plan::Plan;
use domain::run::{ErrorClass, EventKind, RunStatus, StepStatus};
use engine::core::Input;

use crate::bench::{Bench, with};
use crate::graphs::{get, plan, pure};

/// `pay`, then `book`, then `ship`; the first two can be undone, `pay` in two steps.
fn order() -> Plan {
    plan(
        vec![
            get("pay"),
            get("book"),
            get("ship"),
            get("refund"),
            pure("tell"),
            get("unbook"),
        ],
        &[
            "pay>book",
            "book>ship",
            "pay:compensate>refund",
            "refund>tell",
            "book:compensate>unbook",
        ],
    )
}

fn until_ship() -> Bench {
    let mut bench = Bench::of(order());
    for step in ["pay", "book"] {
        bench.prepared(step, 1);
        bench.done(step);
    }
    bench.prepared("ship", 1);
    bench
}

fn does(bench: &mut Bench, step: &str) {
    bench.prepared(step, 1);
    bench.done(step);
}

#[test]
fn when_all_goes_well_nothing_is_undone() {
    let mut bench = until_ship();
    bench.done("ship");
    let state = bench.state();
    assert_eq!(
        (state.status, state.output),
        (RunStatus::Succeeded, serde_json::json!("ship"))
    );
    for step in ["refund", "tell", "unbook"] {
        assert_eq!(bench.status(step), Some(StepStatus::Skipped));
    }
}

#[test]
fn a_failure_undoes_what_was_done_in_reverse_order() {
    let mut bench = until_ship();
    bench.fail("ship", ErrorClass::Refused);
    assert_eq!(bench.names().last().unwrap(), "unbook");
    does(&mut bench, "unbook");
    assert_eq!(bench.names().last().unwrap(), "refund");
    let view = bench
        .machine
        .view(&"refund".parse().unwrap(), &engine::core::Wanted::All);
    assert_eq!(*view.steps["pay"], serde_json::json!("pay"), "it sees what it undoes");
    assert_eq!(view.sources.len(), 1);
    does(&mut bench, "refund");
    bench.done("tell");
    let state = bench.state();
    assert_eq!(state.status, RunStatus::Failed);
    let error = state.error.unwrap();
    assert_eq!(error.step_id.unwrap().as_str(), "ship");
    assert!(error.message.ends_with(" Undone: `book`, `pay`."), "{}", error.message);
}

#[test]
fn what_did_not_succeed_is_not_undone() {
    let mut bench = Bench::of(order());
    bench.prepared("pay", 1);
    bench.done("pay");
    bench.prepared("book", 1);
    bench.fail("book", ErrorClass::Refused);
    assert_eq!(bench.names().last().unwrap(), "refund");
    does(&mut bench, "refund");
    bench.done("tell");
    assert_eq!(bench.status("unbook"), Some(StepStatus::Skipped));
    assert!(bench.state().error.unwrap().message.ends_with(" Undone: `pay`."));
}

#[test]
fn a_step_that_fails_at_undoing_keeps_no_other_from_it() {
    let mut bench = until_ship();
    bench.fail("ship", ErrorClass::Refused);
    bench.prepared("unbook", 1);
    bench.fail("unbook", ErrorClass::Refused);
    does(&mut bench, "refund");
    bench.done("tell");
    let message = bench.state().error.unwrap().message;
    let expected = " Undone: `pay`. Not undone: `book` (`unbook` failed: the server answered 500).";
    assert!(message.ends_with(expected), "{message}");
}

#[test]
fn what_undoes_is_tried_again_like_other_steps() {
    let mut bench = until_ship();
    bench.fail("ship", ErrorClass::Refused);
    bench.prepared("unbook", 1);
    bench.fail("unbook", ErrorClass::Upstream);
    bench.later(100);
    assert_eq!(bench.asked().last().unwrap(), &("unbook".into(), 2));
}

#[test]
fn a_cancelled_run_is_undone_and_a_second_cancel_does_not_stop_that() {
    let mut bench = until_ship();
    bench.tell(Input::Cancel);
    assert_eq!(bench.aborted(), ["ship"]);
    bench.tell(Input::Cancel);
    does(&mut bench, "unbook");
    does(&mut bench, "refund");
    bench.done("tell");
    assert_eq!(bench.state().status, RunStatus::Cancelled);
    let asked = |event: &&domain::run::RunEvent| matches!(event.kind, EventKind::CancelRequested);
    assert_eq!(bench.journal.iter().filter(asked).count(), 1);
}

#[test]
fn a_crash_in_the_middle_goes_on_undoing_in_the_same_order() {
    let mut bench = until_ship();
    bench.fail("ship", ErrorClass::Refused);
    bench.crash();
    assert_eq!(bench.names(), ["unbook"]);
    does(&mut bench, "unbook");
    bench.crash();
    assert_eq!(bench.names(), ["refund"]);
    does(&mut bench, "refund");
    bench.crash();
    bench.done("tell");
    assert_eq!(bench.state().status, RunStatus::Failed);
    bench.crash();
    let ends = |event: &&domain::run::RunEvent| matches!(event.kind, EventKind::RunFinished { .. });
    assert_eq!(bench.journal.iter().filter(ends).count(), 1);
}

#[test]
fn a_run_that_is_given_up_undoes_nothing_and_says_so() {
    let mut bench = until_ship();
    let commands = bench
        .machine
        .give_up("crash_loop", "It took its worker down.", bench.now);
    bench.keep(commands);
    let state = bench.state();
    assert_eq!(state.status, RunStatus::Dead);
    let message = state.error.unwrap().message;
    assert!(
        message.contains("Not undone: `book` (`unbook` did not run), `pay`"),
        "{message}"
    );
}

#[test]
fn a_failure_that_the_run_survives_undoes_nothing() {
    let mut steps = order();
    let ship = steps.index_of("ship").unwrap();
    steps.steps[ship] = with(steps.steps[ship].clone(), OnError::Continue);
    let mut bench = Bench::of(steps);
    for step in ["pay", "book"] {
        does(&mut bench, step);
    }
    bench.prepared("ship", 1);
    bench.fail("ship", ErrorClass::Refused);
    assert_eq!(bench.state().status, RunStatus::Succeeded);
    assert_eq!(bench.status("refund"), Some(StepStatus::Skipped));
}
