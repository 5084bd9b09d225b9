//! `while`: a condition before each turn, results in order, bounds, restarts.

use domain::run::{ErrorClass, StepStatus};
use engine::core::{Outcome, Turn, Wanted};
use serde_json::{Value, json};

use crate::bench::{Bench, large};
use crate::graphs::{get, plan, pure, turns};

fn go(goes_on: bool) -> Outcome {
    Outcome::Turn(Turn {
        goes_on,
        most: 3,
        is_lenient: false,
    })
}

fn counting() -> Bench {
    Bench::of(plan(
        vec![turns("loop", plan(vec![get("x")], &[])), pure("z")],
        &["loop>z"],
    ))
}

fn result(bench: &mut Bench, turn: usize, output: Value) {
    bench.settle(
        &format!("loop.{turn}.x"),
        Outcome::Output {
            output,
            port: "out".into(),
        },
    );
}

#[test]
fn it_asks_before_each_turn_and_gives_all_results() {
    let mut bench = counting();
    bench.settle("loop", go(true));
    assert_eq!(bench.names(), ["loop", "loop.0.x"]);
    result(&mut bench, 0, json!("a"));
    assert_eq!(bench.names(), ["loop", "loop.0.x", "loop"]);
    let view = bench.machine.view(&"loop".parse().unwrap(), &Wanted::All);
    let (item, index) = view.item.unwrap();
    assert_eq!((item.as_ref(), index), (&json!("a"), 1));
    bench.settle("loop", go(true));
    let view = bench.machine.view(&"loop.1.x".parse().unwrap(), &Wanted::All);
    let (item, index) = view.item.unwrap();
    assert_eq!((item.as_ref(), index), (&json!("a"), 1));
    result(&mut bench, 1, json!("b"));
    bench.settle("loop", go(false));
    let output = json!({ "iterations": 2, "last": "b", "results": ["a", "b"] });
    assert_eq!(bench.output("loop"), output);
    assert_eq!(bench.names().last().unwrap(), "z");
}

#[test]
fn a_condition_that_never_holds_gives_no_results() {
    let mut bench = counting();
    bench.settle("loop", go(false));
    assert_eq!(
        bench.output("loop"),
        json!({ "iterations": 0, "last": null, "results": [] })
    );
}

#[test]
fn past_its_turns_it_fails_or_ends_as_its_author_says() {
    for (is_lenient, status) in [(false, StepStatus::Failed), (true, StepStatus::Succeeded)] {
        let mut bench = counting();
        for turn in 0..3 {
            bench.settle("loop", go(true));
            result(&mut bench, turn, json!(turn));
        }
        bench.settle(
            "loop",
            Outcome::Turn(Turn {
                goes_on: true,
                most: 3,
                is_lenient,
            }),
        );
        assert_eq!(bench.status("loop"), Some(status));
        if !is_lenient {
            assert_eq!(bench.state().error.unwrap().code, "loop_limit");
        }
    }
}

#[test]
fn a_turn_that_fails_fails_the_loop() {
    let mut bench = counting();
    bench.settle("loop", go(true));
    bench.fail("loop.0.x", ErrorClass::Refused);
    let error = bench.state().error.unwrap();
    assert_eq!(
        (error.code.as_str(), error.step_id.unwrap().as_str()),
        ("http_status", "loop")
    );
}

#[test]
fn a_condition_that_can_not_be_evaluated_between_turns_ends_the_loop_for_good() {
    let mut bench = counting();
    bench.settle("loop", go(true));
    result(&mut bench, 0, json!(1));
    bench.fail("loop", ErrorClass::Upstream);
    assert_eq!(bench.status("loop"), Some(StepStatus::Failed));
}

#[test]
fn its_results_are_bounded_together() {
    let mut bench = counting();
    for turn in 0..2 {
        bench.settle("loop", go(true));
        bench.settle(&format!("loop.{turn}.x"), large(2 * 1024 * 1024));
    }
    assert_eq!(bench.state().error.unwrap().code, "output_too_large");
}

#[test]
fn a_crash_asks_no_condition_of_a_turn_that_has_begun() {
    let mut bench = counting();
    bench.settle("loop", go(true));
    bench.crash();
    assert_eq!(bench.names(), ["loop.0.x"], "the turn goes on");
    result(&mut bench, 0, json!("a"));
    bench.crash();
    assert_eq!(bench.names(), ["loop"], "and between turns it asks");
    bench.settle("loop", go(true));
    bench.crash();
    assert_eq!(bench.names(), ["loop.1.x"]);
    result(&mut bench, 1, json!("b"));
    bench.settle("loop", go(false));
    assert_eq!(bench.output("loop")["results"], json!(["a", "b"]));
}
