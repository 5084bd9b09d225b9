//! From a graph to a plan.

use domain::graph::OnError;
use domain::plan::{Incoming, compile};
use serde_json::{Value, json};

use crate::graphs::{document, log, started, workflow};

fn ids(plan: &domain::plan::Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.id.as_str()).collect()
}

#[test]
fn sources_come_before_targets_and_ties_in_the_authors_order() {
    let nodes = json!([log("last"), log("b"), log("a"), log("z")]);
    let plan = compile(&workflow(&started(
        &nodes,
        &["start > a", "start > b", "start > z", "a > last", "b > last"],
    )))
    .unwrap();
    assert_eq!(ids(&plan), ["start", "b", "a", "last", "z"]);
    let last = &plan.steps[3];
    assert_eq!(
        last.incoming,
        [
            Incoming {
                from: 2,
                port: "out".into()
            },
            Incoming {
                from: 1,
                port: "out".into()
            }
        ]
    );
    assert_eq!(plan.steps[1].outgoing, [("out".to_owned(), 3)]);
    assert_eq!(plan.leaves().map(|(index, _)| index).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(plan.index_of("a"), Some(2));
}

#[test]
fn a_step_takes_its_own_policy_or_that_of_its_kind() {
    let nodes = json!([
        { "id": "plain", "type": "http", "config": { "url": "https://x.example" } },
        { "id": "own", "type": "http", "title": "Mine", "config": { "url": "https://x.example" }, "retry": { "maxAttempts": 7 },
          "timeoutMs": 5, "onError": "continue", "mock": { "output": 3 } },
        log("quiet")
    ]);
    let plan = compile(&workflow(&started(
        &nodes,
        &["start > plain", "plain > own", "own > quiet"],
    )))
    .unwrap();
    let [_, plain, own, quiet] = &plan.steps[..] else {
        panic!("four steps")
    };
    assert_eq!(
        (plain.retry.max_attempts, plain.timeout_ms, plain.on_error),
        (3, 30_000, OnError::Fail)
    );
    assert_eq!((plain.title.as_str(), own.title.as_str()), ("HTTP", "Mine"));
    assert_eq!(
        (own.retry.max_attempts, own.timeout_ms, own.on_error),
        (7, 5, OnError::Continue)
    );
    assert_eq!(own.mock, Some(Value::from(3)));
    assert_eq!(quiet.retry.max_attempts, 1);
}

#[test]
fn a_loop_has_its_body_compiled_and_out_of_its_settings() {
    let body = json!({ "nodes": [log("b"), log("a")], "edges": [{ "from": "a", "to": "b" }] });
    let nodes = json!([{ "id": "each", "type": "for_each", "config": { "items": "[1]", "body": body } }]);
    let plan = compile(&workflow(&started(&nodes, &["start > each"]))).unwrap();
    let each = &plan.steps[1];
    assert!(!each.config.contains_key("body"));
    assert_eq!(ids(each.body.as_ref().unwrap()), ["a", "b"]);
}

#[test]
fn what_absent_settings_mean_is_put_in() {
    let nodes = json!([
        { "id": "h", "type": "http", "config": { "url": "https://x.example", "method": "" } },
        { "id": "l", "type": "llm", "config": { "prompt": "hello", "model": null } },
        { "id": "m", "type": "merge" }
    ]);
    let plan = compile(&workflow(&started(&nodes, &["start > h", "h > l", "l > m"]))).unwrap();
    assert_eq!(plan.steps[1].config["method"], "GET");
    assert_eq!(plan.steps[2].config["model"], "demo-echo");
    assert_eq!(plan.steps[3].config["mode"], "all");
}

#[test]
fn errors_stop_it_and_warnings_do_not() {
    assert!(compile(&workflow(&document(&json!([log("a")]), &json!([])))).is_err());
    let nodes = json!([{ "id": "s", "type": "slack", "config": { "channel": "#a", "text": "b" } }]);
    assert!(compile(&workflow(&started(&nodes, &["start > s"]))).is_ok());
}

#[test]
fn a_thousand_steps_in_a_row_are_no_burden() {
    let nodes: Vec<Value> = (0..999).map(|i| log(&format!("n{i}"))).collect();
    let edges: Vec<String> = (1..999)
        .map(|i| format!("n{} > n{i}", i - 1))
        .chain(["start > n0".into()])
        .collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let plan = compile(&workflow(&started(&Value::Array(nodes), &edges))).unwrap();
    assert_eq!(plan.steps.len(), 1_000);
    assert_eq!(plan.steps[999].id.as_str(), "n998");
}
