//! The bodies of loops, judged like workflows.

use domain::limits::MAX_BODY_DEPTH;
use serde_json::{Value, json};

use crate::graphs::{found, log, started};

const NOTHING: [&str; 0] = [];

fn looped(body: &Value) -> Value {
    let nodes = json!([log("before"), { "id": "each", "type": "for_each", "config": { "items": "inputs.list", "body": body } }]);
    started(&nodes, &["start > before", "before > each"])
}

#[test]
fn a_body_is_judged_like_a_workflow() {
    let body = json!({
        "nodes": [
            { "id": "start", "type": "start" },
            { "id": "a", "type": "log", "config": { "message": "{{ item }} {{ index }} {{ steps.before }} {{ steps.nowhere }}", "x": 1 } },
            { "id": "answer", "type": "respond" },
            { "id": "b", "type": "nope" },
            { "id": "c", "type": "log", "config": { "message": "x" }, "extra": 1 }
        ],
        "edges": [{ "from": "a", "to": "zz" }, { "from": "b", "to": "c" }, { "from": "c", "to": "b" }]
    });
    assert_eq!(
        found(&looped(&body)),
        [
            "/nodes/2/config/body/nodes/0/type not_in_loop",
            "/nodes/2/config/body/nodes/1/config/message unknown_step",
            "/nodes/2/config/body/nodes/1/config/x unknown_key",
            "/nodes/2/config/body/nodes/2/type not_in_loop",
            "/nodes/2/config/body/nodes/3 cycle",
            "/nodes/2/config/body/nodes/3/type unknown_node_type",
            "/nodes/2/config/body/nodes/4/extra unknown_key",
            "/nodes/2/config/body/edges/0/to dangling_edge",
        ]
    );
}

#[test]
fn a_body_begins_wherever_no_edge_leads_to() {
    let body = json!({ "nodes": [log("a"), log("b"), log("c")], "edges": [{ "from": "a", "to": "c" }] });
    assert_eq!(found(&looped(&body)), NOTHING);
    assert_eq!(
        found(&looped(&json!({ "nodes": [], "edges": [] }))),
        ["/nodes/2/config/body/nodes empty_body"]
    );
    assert_eq!(found(&looped(&json!([]))), ["/nodes/2/config/body wrong_type"]);
    assert_eq!(
        found(&looped(&json!({ "nodes": 3 }))),
        [
            "/nodes/2/config/body/nodes wrong_type",
            "/nodes/2/config/body/edges missing_key"
        ]
    );
}

#[test]
fn a_body_can_read_only_what_is_there_before_its_loop() {
    let body = json!({ "nodes": [{ "id": "a", "type": "log", "config": { "message": "{{ steps.each }} {{ steps.after }}" } }], "edges": [] });
    let mut document = looped(&body);
    document["nodes"].as_array_mut().unwrap().push(log("after"));
    document["edges"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "from": "each", "to": "after" }));
    let told = found(&document);
    assert_eq!(
        told,
        ["warning /nodes/2/config/body/nodes/0/config/message step_not_upstream"; 2]
    );
}

#[test]
fn loops_nest_only_so_deep() {
    let mut body = json!({ "nodes": [log("a")], "edges": [] });
    for _ in 0..MAX_BODY_DEPTH {
        body = json!({ "nodes": [{ "id": "each", "type": "for_each", "config": { "items": "[1]", "body": body } }], "edges": [] });
    }
    let told = found(&looped(&body));
    assert_eq!(told.len(), 1);
    assert!(told[0].ends_with("/config/body body_too_deep"), "{told:?}");
}

#[test]
fn nodes_in_bodies_count() {
    let nodes: Vec<Value> = (0..600).map(|i| log(&format!("n{i}"))).collect();
    let body = json!({ "nodes": nodes, "edges": [] });
    let loops = json!([
        { "id": "x", "type": "for_each", "config": { "items": "[1]", "body": body } },
        { "id": "y", "type": "for_each", "config": { "items": "[1]", "body": body } }
    ]);
    assert_eq!(
        found(&started(&loops, &["start > x", "start > y"])),
        ["/nodes too_many_nodes"]
    );
}
