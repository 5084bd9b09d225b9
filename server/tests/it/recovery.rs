//! A killed server's runs continue, and no recorded step is executed again.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{Apex, Upstream};

const CALLS: usize = 12;

/// 20 steps and more: calls of the counting server, waits and transforms in a row.
fn long_chain(base: &str) -> Value {
    let mut nodes = vec![json!({"id": "start", "type": "start"})];
    let mut names = vec!["start".to_owned()];
    for index in 0..CALLS {
        let id = format!("call_{index}");
        nodes.push(json!({"id": id, "type": "http", "config": {"method": "GET", "url": format!("{base}/{id}")}}));
        names.push(id);
        if index % 2 == 0 {
            let id = format!("wait_{index}");
            nodes.push(json!({"id": id, "type": "wait", "config": {"ms": 20}}));
            names.push(id);
        } else {
            let id = format!("note_{index}");
            let output = json!({"seen": format!("{{{{ steps.call_{index}.body.call }}}}")});
            nodes.push(json!({"id": id, "type": "transform", "config": {"output": output}}));
            names.push(id);
        }
    }
    let edges: Vec<Value> = names
        .windows(2)
        .map(|pair| json!({"from": pair[0], "to": pair[1]}))
        .collect();
    json!({"nodes": nodes, "edges": edges})
}

fn steps(run: &Value) -> HashMap<String, Value> {
    run["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["id"].as_str().unwrap().to_owned(), step.clone()))
        .collect()
}

#[tokio::test]
async fn after_a_kill_in_the_middle_of_a_step_the_run_finishes_and_repeats_nothing_recorded() {
    let upstream = Upstream::start().await;
    // a worker is given up on sooner than by default, so that the test need not wait long
    let mut apex = Apex::start_with(&[("APEX_LEASE_SECONDS", "2")]);
    upstream.hold("/call_6");
    let version = apex.publish(&long_chain(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/call_6", 1).await;

    // in the middle of a step: its call is out, its result is not recorded
    let (_, before) = apex.get(&format!("/api/v1/runs/{run}")).await;
    let at_kill = steps(&before);
    assert_eq!(at_kill["call_6"]["status"], "running", "{before:#}");
    let recorded: Vec<String> = at_kill
        .iter()
        .filter(|(_, step)| step["status"] == "succeeded")
        .map(|(id, _)| id.clone())
        .collect();
    assert!(recorded.len() >= 12, "{recorded:?}");
    apex.kill();
    upstream.release("/call_6");

    apex.serve();
    let after = apex.ended(&run).await;
    assert_eq!(after["status"], "succeeded", "{after:#}");
    let ended = steps(&after);
    assert_eq!(ended.len(), 1 + 2 * CALLS);
    for id in &recorded {
        assert_eq!(
            ended[id]["output"], at_kill[id]["output"],
            "{id} keeps its recorded result"
        );
        assert_eq!(
            ended[id]["attempts"], at_kill[id]["attempts"],
            "{id} had no further attempt"
        );
    }
    for index in 0..CALLS {
        let calls = upstream.calls(&format!("/call_{index}"));
        let expected = if index == 6 { 2 } else { 1 };
        assert_eq!(calls, expected, "call_{index}");
    }
}

#[tokio::test]
async fn a_drained_server_hands_its_runs_to_the_next() {
    let upstream = Upstream::start().await;
    let mut apex = Apex::start();
    let graph = json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "first", "type": "http", "config": {"url": format!("{}/first", upstream.base)}},
            {"id": "pause", "type": "wait", "config": {"ms": 2500}},
            {"id": "second", "type": "http", "config": {"url": format!("{}/second", upstream.base)}},
        ],
        "edges": [{"from": "start", "to": "first"}, {"from": "first", "to": "pause"}, {"from": "pause", "to": "second"}],
    });
    let version = apex.publish(&graph).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/first", 1).await;
    assert!(apex.stop().success(), "SIGINT ends it cleanly");
    apex.serve();
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");
    assert_eq!((upstream.calls("/first"), upstream.calls("/second")), (1, 1));
}

#[tokio::test]
async fn a_post_whose_outcome_is_unknown_is_not_sent_again() {
    let upstream = Upstream::start().await;
    let mut apex = Apex::start_with(&[("APEX_LEASE_SECONDS", "2")]);
    upstream.hold("/pay");
    let graph = json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "pay", "type": "http", "config": {"method": "POST", "url": format!("{}/pay", upstream.base), "body": {"amount": 1}}},
        ],
        "edges": [{"from": "start", "to": "pay"}],
    });
    let version = apex.publish(&graph).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/pay", 1).await;
    apex.kill();
    upstream.release("/pay");
    apex.serve();
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "dead", "a person is to decide: {ended:#}");
    assert_eq!(ended["error"]["stepId"], "pay");
    assert_eq!(ended["steps"][1]["error"]["code"], "outcome_unknown", "{ended:#}");
    assert_eq!(upstream.calls("/pay"), 1);
}
