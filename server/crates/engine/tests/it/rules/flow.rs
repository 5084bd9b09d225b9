//! Joins, branches, effects and outputs.

use domain::run::{EventKind, RunStatus, StepStatus};
use engine::core::{Command, Outcome, Wanted};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::graphs::{get, merge, plan, pure};

#[test]
fn a_step_waits_for_all_its_sources() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), pure("c")], &["a>c", "b>c"]));
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b", "c"]);
}

#[test]
fn a_branch_that_is_not_taken_is_skipped_to_its_end() {
    let steps = vec![pure("if"), pure("yes"), pure("no"), pure("after"), pure("both")];
    let mut bench = Bench::of(plan(
        steps,
        &["if:true>yes", "if:false>no", "no>after", "after>both", "yes>both"],
    ));
    bench.settle(
        "if",
        Outcome::Output {
            output: json!({ "result": true }),
            port: "true".into(),
        },
    );
    bench.done("yes");
    bench.done("both");
    assert_eq!(bench.status("no"), Some(StepStatus::Skipped));
    assert_eq!(bench.status("after"), Some(StepStatus::Skipped));
    assert_eq!(bench.state().output, json!("both"));
}

#[test]
fn a_merge_of_any_runs_with_the_first_and_ignores_the_rest() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), merge("m", 1)], &["a>m", "b>m"]));
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b", "m"]);
    let view = bench.machine.view(&"m".parse().unwrap(), &Wanted::All);
    assert_eq!(view.sources.len(), 1);
    assert_eq!(view.sources[0].0, "b");
    bench.done("m");
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b", "m"], "it does not run twice");
    assert_eq!(bench.state().status, RunStatus::Succeeded);
}

#[test]
fn a_merge_of_a_number_runs_with_fewer_when_no_more_can_come() {
    let mut bench = Bench::of(plan(vec![pure("a"), pure("b"), merge("m", 2)], &["a>m", "b:other>m"]));
    bench.done("a");
    assert_eq!(bench.names(), ["a", "b"]);
    bench.done("b");
    assert_eq!(bench.names(), ["a", "b", "m"]);
}

#[test]
fn an_effect_is_journaled_as_begun_before_it_is_carried_out() {
    let mut bench = Bench::of(plan(vec![get("a")], &[]));
    assert!(
        !bench
            .journal
            .iter()
            .any(|event| matches!(event.kind, EventKind::StepStarted { .. }))
    );
    bench.prepared("a", 1);
    assert!(matches!(
        bench.journal.last().unwrap().kind,
        EventKind::StepStarted { attempt: 1, .. }
    ));
    assert!(matches!(bench.last(), Command::Perform(attempt) if attempt.is_outside()));
}

#[test]
fn a_pure_step_is_recorded_by_its_result_alone() {
    let mut bench = Bench::of(plan(vec![pure("a")], &[]));
    bench.done("a");
    let kinds: Vec<bool> = bench
        .journal
        .iter()
        .map(|e| matches!(e.kind, EventKind::StepStarted { .. }))
        .collect();
    assert!(!kinds.contains(&true));
    assert!(matches!(
        bench.last(),
        Command::Finish {
            status: RunStatus::Succeeded
        }
    ));
}

#[test]
fn one_leaf_gives_its_output_several_an_object_and_none_null() {
    let mut one = Bench::of(plan(vec![pure("a"), pure("b")], &["a>b"]));
    one.done("a");
    one.done("b");
    assert_eq!(one.state().output, json!("b"));

    let mut several = Bench::of(plan(vec![pure("a"), pure("b"), pure("c")], &["a>b", "a>c"]));
    several.done("a");
    several.done("c");
    several.done("b");
    assert_eq!(several.state().output, json!({ "b": "b", "c": "c" }));

    let mut none = Bench::of(plan(vec![pure("a"), pure("b")], &["a:never>b"]));
    none.done("a");
    assert_eq!(
        (none.state().status, none.state().output),
        (RunStatus::Succeeded, Value::Null)
    );
}
