//! What a worker finds that takes a run up again.

use std::sync::Arc;

use chrono::DateTime;
use domain::graph::{OnError, Workflow};
use domain::plan::PlanStep;
use domain::run::{ErrorClass, EventKind, LogLevel, RunEvent};
use engine::core::{Machine, Program, ReplayError};
use serde_json::json;

use crate::bench::{Bench, items, setup, with};
use crate::graphs::{each, get, plan, post, program, pure};

#[test]
fn a_recorded_step_is_not_executed_again() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.done("a");
    bench.crash();
    assert_eq!(bench.names(), ["b"]);
}

#[test]
fn a_lost_attempt_that_only_reads_is_repeated_and_says_so() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.asked(), [("a".into(), 2)]);
    let log = bench.state().logs.last().cloned().unwrap();
    assert_eq!(
        (log.level, log.message.as_str()),
        (LogLevel::Warn, "attempt 1 was lost with its worker; trying again")
    );
}

#[test]
fn a_lost_attempt_uses_no_retry_up() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    for attempt in 1..=5 {
        bench.prepared("a", attempt);
        bench.crash();
    }
    for _ in 0..2 {
        bench.fail("a", ErrorClass::Upstream);
        bench.later(100);
    }
    assert_eq!(bench.asked().last().unwrap().1, 8);
    bench.fail("a", ErrorClass::Upstream);
    assert_eq!(bench.state().error.unwrap().attempts, 8);
}

#[test]
fn a_lost_attempt_that_may_have_changed_something_is_unknown() {
    let mut bench = Bench::of(plan(vec![post("a")], &[]));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.state().error.unwrap().code, "outcome_unknown");

    let mut decided = Bench::of(plan(vec![with(post("a"), OnError::Branch), pure("b")], &["a:error>b"]));
    decided.prepared("a", 1);
    decided.crash();
    assert_eq!(decided.names(), ["b"], "the node's onError decides");
}

#[test]
fn an_author_who_asked_for_several_attempts_gets_a_lost_one_repeated() {
    let mut document = Workflow::new("w");
    let node = json!({ "id": "a", "type": "http", "retry": { "maxAttempts": 2 } });
    document.nodes.push(serde_json::from_value(node).unwrap());
    struct Plain;
    impl engine::core::Rules for Plain {
        fn join(&self, _step: &PlanStep) -> engine::core::Join {
            engine::core::Join::All
        }
        fn width(&self, _step: &PlanStep) -> usize {
            1
        }
        fn collects(&self, _step: &PlanStep) -> bool {
            false
        }
    }
    let program = Program::new(Arc::new(plan(vec![post("a")], &[])), &document, &Plain);
    let mut bench = Bench::on(Arc::new(program));
    bench.prepared("a", 1);
    bench.crash();
    assert_eq!(bench.asked(), [("a".into(), 2)]);
}

#[test]
fn a_crash_in_a_loop_keeps_the_items_and_the_results_so_far() {
    let mut bench = Bench::of(plan(vec![each("each", 2, plan(vec![get("x")], &[]))], &[]));
    bench.settle("each", items(&[1, 2, 3], 2));
    bench.prepared("each.0.x", 1);
    bench.prepared("each.1.x", 1);
    bench.done("each.1.x");
    bench.crash();
    assert_eq!(bench.asked(), [("each.0.x".into(), 2), ("each.2.x".into(), 1)]);
    bench.done("each.2.x");
    bench.done("each.0.x");
    assert_eq!(
        bench.state().output,
        json!({ "results": ["each.0.x", "each.1.x", "each.2.x"] })
    );
}

#[test]
fn a_pause_between_attempts_survives_a_crash() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    bench.prepared("a", 1);
    bench.fail("a", ErrorClass::Upstream);
    bench.crash();
    assert_eq!(bench.asked(), []);
    bench.later(100);
    assert_eq!(bench.asked(), [("a".into(), 2)]);
}

#[test]
fn a_journal_with_a_gap_or_an_unknown_step_is_refused() {
    let program = program(plan(vec![pure("a")], &[]));
    let at = DateTime::UNIX_EPOCH;
    let gap = [RunEvent {
        seq: 2,
        at,
        kind: EventKind::RunQueued,
    }];
    let refused = Machine::new(Arc::clone(&program), setup(), &gap).unwrap_err();
    assert_eq!(refused, ReplayError::Gap { expected: 1, found: 2 });
    let unknown = [RunEvent {
        seq: 1,
        at,
        kind: EventKind::StepSkipped {
            step: "b".parse().unwrap(),
        },
    }];
    assert!(matches!(
        Machine::new(program, setup(), &unknown),
        Err(ReplayError::UnknownStep(_))
    ));
}
