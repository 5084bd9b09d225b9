//! What a run may write.

use domain::limits::{MAX_OUTPUT_BYTES, MAX_RUN_BYTES};
use domain::run::{LogLevel, RunStatus};
use engine::core::{Input, Outcome, StepLog};
use serde_json::Value;

use crate::bench::{Bench, items, large};
use crate::graphs::{each, get, plan, pure};

#[test]
fn a_run_that_writes_too_much_fails_before_and_after_a_crash() {
    let body = plan(vec![get("big"), get("small")], &["big>small"]);
    let mut bench = Bench::of(plan(vec![each("each", 1, body)], &[]));
    bench.settle("each", items(&[0; 40], 1));
    let mut iterations = 0;
    while !bench.state().status.is_final() {
        bench.settle(&format!("each.{iterations}.big"), large(MAX_OUTPUT_BYTES - 2));
        if iterations == 10 {
            bench.crash();
        }
        bench.done(&format!("each.{iterations}.small"));
        iterations += 1;
    }
    assert_eq!(iterations, 1 + MAX_RUN_BYTES / MAX_OUTPUT_BYTES - 1);
    let state = bench.state();
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Failed, "run_too_large")
    );
}

#[test]
fn log_lines_are_cut_at_their_limits_and_that_is_said_once() {
    let mut bench = Bench::of(plan(vec![pure("a")], &[]));
    let logs = (0..domain::limits::MAX_LOGS + 5)
        .map(|_| StepLog {
            level: LogLevel::Info,
            message: "ü".repeat(domain::limits::MAX_LOG_CHARS + 1),
        })
        .collect();
    let outcome = Outcome::Output {
        output: Value::Null,
        port: "out".into(),
    };
    bench.tell(Input::Settled {
        path: "a".parse().unwrap(),
        attempt: 1,
        duration_ms: 0,
        outcome,
        logs,
    });
    let logs = bench.state().logs;
    assert_eq!(logs.len(), domain::limits::MAX_LOGS + 1);
    assert_eq!(logs[0].message.chars().count(), domain::limits::MAX_LOG_CHARS);
    assert!(logs.last().unwrap().message.contains("dropped"));
}
