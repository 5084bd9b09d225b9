//! What steers a run: loops with a condition, waits, sub-workflows, retries by class, and steps that undo others.

use domain::graph::{RetryOn, parse_value};
use domain::plan::compile;
use domain::run::ErrorClass;
use serde_json::{Value, json};

use crate::graphs::{found, log, started, workflow};

const NOTHING: [&str; 0] = [];

fn turns(condition: &str, body: &Value) -> Value {
    json!({ "id": "w", "type": "while", "config": { "while": condition, "body": { "nodes": [body], "edges": [] } } })
}

#[test]
fn a_condition_of_a_loop_sees_its_turns_and_other_settings_do_not() {
    let good = turns("index == 0 or item.more", &log("x"));
    assert_eq!(found(&started(&json!([good]), &["start > w"])), NOTHING);
    let mut bad = turns("true", &log("x"));
    bad["config"]["max"] = json!("{{ index }}");
    assert_eq!(
        found(&started(&json!([bad]), &["start > w"])),
        ["warning /nodes/1/config/max outside_loop"]
    );
}

#[test]
fn the_body_of_a_while_is_judged_like_any_graph() {
    let broken = turns("true", &json!({ "id": "x", "type": "nope" }));
    assert_eq!(
        found(&started(&json!([broken]), &["start > w"])),
        ["/nodes/1/config/body/nodes/0/type unknown_node_type"]
    );
}

#[test]
fn a_signal_has_a_name_of_its_own() {
    let wait = |name: &str| json!([{ "id": "s", "type": "wait_for_signal", "config": { "name": name } }]);
    assert_eq!(found(&started(&wait("bank.confirmed-2"), &["start > s"])), NOTHING);
    for name in ["two words", "approval", "sub_workflow", &"x".repeat(65)] {
        assert_eq!(
            found(&started(&wait(name), &["start > s"])),
            ["/nodes/1/config/name bad_signal_name"],
            "{name}"
        );
    }
}

#[test]
fn a_sub_workflow_names_a_workflow_and_perhaps_a_version() {
    let sub = |config: Value| json!([{ "id": "s", "type": "sub_workflow", "config": config }]);
    let id = "wf_01k9v3e8s5e7cs0w3f6c1v9b4a";
    for fine in [
        json!({ "workflow": id, "version": 3 }),
        json!({ "workflow": id, "version": "latest", "wait": false }),
        json!({ "workflow": "{{ inputs.which }}" }),
    ] {
        assert_eq!(found(&started(&sub(fine), &["start > s"])), NOTHING);
    }
    let bad = sub(json!({ "workflow": "run_01k9v3e8s5e7cs0w3f6c1v9b4a", "version": 0, "inputs": [] }));
    assert_eq!(
        found(&started(&bad, &["start > s"])),
        [
            "/nodes/1/config/inputs wrong_type",
            "/nodes/1/config/version out_of_range",
            "/nodes/1/config/workflow malformed_id"
        ]
    );
}

#[test]
fn retries_name_the_classes_that_they_are_for() {
    let http = |on: Value| json!([{ "id": "a", "type": "http", "config": { "url": "https://x.example" }, "retry": { "on": on, "backoff": "none" } }]);
    let document = started(&http(json!(["rate_limited", "expression"])), &["start > a"]);
    let retry = parse_value(&document).unwrap().nodes[1].retry.unwrap();
    assert_eq!(retry.on, RetryOn::of([ErrorClass::RateLimited, ErrorClass::Expression]));
    assert_eq!(
        serde_json::to_value(retry).unwrap()["on"],
        json!(["rate_limited", "expression"])
    );
    let usual = serde_json::to_value(domain::graph::Retry::default()).unwrap();
    assert_eq!(usual.get("on"), None, "what is usual is not written");
    for (on, code) in [
        (json!(["rate_limit"]), "/nodes/1/retry/on/0 unknown_choice"),
        (json!(["refused"]), "/nodes/1/retry/on/0 unknown_choice"),
        (json!([]), "/nodes/1/retry/on wrong_type"),
        (json!("timeout"), "/nodes/1/retry/on wrong_type"),
    ] {
        assert_eq!(found(&started(&http(on), &["start > a"])), [code]);
    }
}

#[test]
fn steps_that_undo_stand_apart() {
    let nodes = json!([log("pay"), log("ship"), log("refund"), log("tell")]);
    let edges = ["start > pay", "pay > ship", "pay.compensate > refund", "refund > tell"];
    let document = started(&nodes, &edges);
    assert_eq!(found(&document), NOTHING);
    let plan = compile(&workflow(&document)).unwrap();
    let undoes = |id: &str| plan.steps[plan.index_of(id).unwrap()].compensates;
    let pay = plan.index_of("pay");
    assert_eq!((undoes("refund"), undoes("tell"), undoes("ship")), (pay, pay, None));
    let leaves: Vec<&str> = plan.leaves().map(|(_, step)| step.id.as_str()).collect();
    assert_eq!(leaves, ["ship"]);

    for more in [
        "ship > refund",
        "ship.compensate > refund",
        "refund.compensate > ship",
        "tell > ship",
    ] {
        let edges: Vec<&str> = edges.into_iter().chain([more]).collect();
        let found = found(&started(&nodes, &edges));
        assert!(
            found.iter().any(|line| line.ends_with("compensation_mixed")),
            "{more}: {found:?}"
        );
    }
}

#[test]
fn a_step_in_a_loop_is_not_undone_on_its_own() {
    let body =
        json!({ "nodes": [log("x"), log("y")], "edges": [{ "from": "x", "fromPort": "compensate", "to": "y" }] });
    let each = json!([{ "id": "e", "type": "for_each", "config": { "items": "[1]", "body": body } }]);
    assert_eq!(
        found(&started(&each, &["start > e"])),
        ["/nodes/1/config/body/edges/0 compensation_in_loop"]
    );
}
