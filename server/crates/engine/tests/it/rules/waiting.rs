//! Waiting, parking, going down.

use chrono::TimeDelta;
use domain::run::RunStatus;
use engine::core::{Command, Input, Outcome};
use serde_json::json;

use crate::bench::Bench;
use crate::graphs::{get, plan, pure};

#[test]
fn a_long_wait_parks_the_run_and_a_short_one_does_not() {
    let mut bench = Bench::of(plan(vec![pure("wait")], &[]));
    let until = bench.now + TimeDelta::milliseconds(1_000);
    bench.settle("wait", Outcome::Wait { until });
    assert_eq!(bench.machine.next_due(), Some(until));
    assert!(matches!(bench.last(), Command::Prepare(_)));

    let mut bench = Bench::of(plan(vec![pure("wait")], &[]));
    let until = bench.now + TimeDelta::milliseconds(1_001);
    bench.settle("wait", Outcome::Wait { until });
    assert!(matches!(bench.last(), Command::Park { until: parked } if *parked == until));
    assert_eq!(bench.state().status, RunStatus::Waiting);
    bench.now = until;
    bench.crash();
    assert_eq!(bench.state().output, json!({ "waitedMs": 1_001 }));
}

#[test]
fn a_wait_does_not_park_while_something_runs() {
    let mut bench = Bench::of(plan(vec![pure("wait"), get("a")], &[]));
    bench.prepared("a", 1);
    bench.settle(
        "wait",
        Outcome::Wait {
            until: bench.now + TimeDelta::seconds(60),
        },
    );
    assert!(
        !bench
            .commands
            .iter()
            .any(|command| matches!(command, Command::Park { .. }))
    );
    bench.done("a");
    assert!(matches!(bench.last(), Command::Park { .. }));
}

#[test]
fn a_worker_that_goes_down_begins_nothing_new() {
    let mut bench = Bench::of(plan(vec![get("a"), pure("b")], &["a>b"]));
    bench.prepared("a", 1);
    bench.tell(Input::Hold);
    bench.done("a");
    assert_eq!(bench.machine.in_flight(), 0);
    assert_eq!(bench.names(), ["a"]);
    assert!(!bench.state().status.is_final());
}
