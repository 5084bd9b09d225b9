//! `for_each`: order, concurrency, failures, bounds.

use domain::graph::OnError;
use domain::limits::MAX_OUTPUT_BYTES;
use domain::plan::PlanStep;
use domain::run::{ErrorClass, StepPath, StepStatus};
use engine::core::Wanted;
use serde_json::json;

use crate::bench::{Bench, items, large, with};
use crate::graphs::{each, get, plan, pure};

#[test]
fn a_loop_keeps_the_order_of_its_items_whatever_ends_first() {
    let mut bench = Bench::of(plan(
        vec![each("each", 2, plan(vec![get("x")], &[])), pure("z")],
        &["each>z"],
    ));
    bench.settle("each", items(&[7, 8, 9], 2));
    assert_eq!(bench.names(), ["each", "each.0.x", "each.1.x"]);
    let view = bench.machine.view(&"each.1.x".parse().unwrap(), &Wanted::All);
    assert_eq!(
        view.item.map(|(item, index)| (item.as_ref().clone(), index)),
        Some((json!(8), 1))
    );
    bench.done("each.1.x");
    assert_eq!(bench.names().last().unwrap(), "each.2.x");
    bench.done("each.2.x");
    bench.done("each.0.x");
    bench.done("z");
    let state = bench.state();
    let output = &state.steps[&"each".parse::<StepPath>().unwrap()].output;
    assert_eq!(*output, json!({ "results": ["each.0.x", "each.1.x", "each.2.x"] }));
}

#[test]
fn an_empty_loop_gives_no_results() {
    let mut bench = Bench::of(plan(vec![each("each", 2, plan(vec![get("x")], &[]))], &[]));
    bench.settle("each", items(&[], 2));
    assert_eq!(bench.state().output, json!({ "results": [] }));
}

#[test]
fn a_failed_iteration_fails_the_loop_and_stops_the_others() {
    let body = plan(vec![get("x")], &[]);
    let mut bench = Bench::of(plan(
        vec![with(each("each", 3, body), OnError::Continue), pure("z")],
        &["each>z"],
    ));
    bench.settle("each", items(&[1, 2, 3], 3));
    bench.prepared("each.0.x", 1);
    bench.fail("each.1.x", ErrorClass::Refused);
    assert_eq!(bench.aborted(), ["each.0.x", "each.2.x"]);
    let state = bench.state();
    let error = state.steps[&"each".parse::<StepPath>().unwrap()].error.clone().unwrap();
    assert_eq!(
        error.message,
        "item 1, step `x` failed after 1 attempt: the server answered 500"
    );
    assert_eq!(error.details.unwrap()["stepId"], "each.1.x");
    assert_eq!(bench.names().last().unwrap(), "z", "the loop's onError decides");
}

#[test]
fn a_loop_ends_as_soon_as_its_results_are_too_large_together() {
    let body = plan(vec![get("x")], &[]);
    let mut bench = Bench::of(plan(vec![each("each", 2, body)], &[]));
    bench.settle("each", items(&[1, 2, 3, 4], 2));
    bench.settle("each.0.x", large(MAX_OUTPUT_BYTES / 2));
    assert_eq!(bench.names().last().unwrap(), "each.2.x");
    bench.settle("each.2.x", large(MAX_OUTPUT_BYTES / 2));
    assert_eq!(bench.aborted(), ["each.1.x"]);
    assert!(
        !bench.names().contains(&"each.3.x".to_owned()),
        "nothing begins for nothing"
    );
    let error = bench.state().steps[&"each".parse::<StepPath>().unwrap()]
        .error
        .clone()
        .unwrap();
    assert_eq!(
        (error.class, error.code.as_str()),
        (ErrorClass::Limit, "output_too_large")
    );
}

#[test]
fn results_of_a_loop_may_fill_an_output_to_the_last_byte() {
    let frame = json!({ "results": ["", ""] }).to_string().len();
    for (over, status) in [(0, StepStatus::Succeeded), (1, StepStatus::Failed)] {
        let body = plan(vec![get("x")], &[]);
        let mut bench = Bench::of(plan(vec![each("each", 1, body)], &[]));
        bench.settle("each", items(&[1, 2], 1));
        bench.settle("each.0.x", large(10));
        bench.settle("each.1.x", large(MAX_OUTPUT_BYTES - frame - 10 + over));
        assert_eq!(bench.status("each"), Some(status), "{over} bytes more");
    }
}

#[test]
fn inside_a_body_inner_steps_shadow_outer_ones() {
    let body = plan(vec![pure("a"), pure("y")], &["a>y"]);
    let mut bench = Bench::of(plan(
        vec![pure("a"), pure("b"), each("each", 1, body)],
        &["a>each", "b>each"],
    ));
    bench.done("a");
    bench.done("b");
    bench.settle("each", items(&[1], 1));
    let before = bench.machine.view(&"each.0.a".parse().unwrap(), &Wanted::All);
    assert_eq!(before.steps.keys().collect::<Vec<_>>(), ["b"]);
    bench.done("each.0.a");
    let after = bench.machine.view(&"each.0.y".parse().unwrap(), &Wanted::All);
    assert_eq!(*after.steps["a"], json!("each.0.a"));
    assert_eq!(*after.steps["b"], json!("b"));
}

#[test]
fn loops_nest() {
    let inner = plan(vec![each("inner", 1, plan(vec![pure("x")], &[]))], &[]);
    let mut bench = Bench::of(plan(vec![each("outer", 1, inner)], &[]));
    bench.settle("outer", items(&[1, 2], 1));
    for outer in 0..2 {
        bench.settle(&format!("outer.{outer}.inner"), items(&[5], 1));
        bench.done(&format!("outer.{outer}.inner.0.x"));
    }
    let results = |outer: usize| json!({ "results": [format!("outer.{outer}.inner.0.x")] });
    assert_eq!(bench.state().output, json!({ "results": [results(0), results(1)] }));
}

#[test]
fn a_loop_past_its_time_fails() {
    let slow = PlanStep {
        timeout_ms: 500,
        ..each("each", 1, plan(vec![get("x")], &[]))
    };
    let mut bench = Bench::of(plan(vec![slow], &[]));
    bench.settle("each", items(&[1], 1));
    bench.prepared("each.0.x", 1);
    bench.later(500);
    assert_eq!(bench.state().error.unwrap().code, "timeout");
    assert_eq!(bench.aborted(), ["each.0.x"]);
}

#[test]
fn collected_failures_are_results_and_stop_only_their_own_item() {
    let body = plan(vec![get("x"), get("y"), pure("z")], &["x>z", "y>z"]);
    let mut steps = plan(vec![each("each", 2, body)], &[]);
    steps.steps[0].config = std::sync::Arc::new(
        json!({ "concurrency": 2, "onItemError": "collect" })
            .as_object()
            .cloned()
            .unwrap(),
    );
    let mut bench = Bench::of(steps);
    bench.settle("each", items(&[1, 2, 3], 2));
    bench.prepared("each.0.x", 1);
    bench.prepared("each.0.y", 1);
    bench.fail("each.0.x", ErrorClass::Refused);
    assert_eq!(bench.aborted(), ["each.0.y"]);
    bench.crash();
    for item in 1..3 {
        for step in ["x", "y", "z"] {
            bench.done(&format!("each.{item}.{step}"));
        }
    }
    let output = bench.output("each");
    assert_eq!(output["results"][1], json!({ "ok": true, "output": "each.1.z" }));
    assert_eq!(output["results"][0]["ok"], json!(false));
    assert_eq!(output["results"][0]["error"]["details"]["stepId"], json!("each.0.x"));
}
