//! Several real processes on one database: who reads, who works, who dies.

use std::fs::File;
use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::NatsServer;

use crate::support::{Apex, Events, Process, Upstream};

/// Pages and API only, so that somebody else has to work.
const NO_WORKER: (&str, &str) = ("APEX_WORKER_SLOTS", "0");

/// first -> held -> last, each a call.
fn graph(base: &str) -> Value {
    let call = |id: &str| json!({"id": id, "type": "http", "config": {"url": format!("{base}/{id}")}});
    json!({
        "nodes": [{"id": "start", "type": "start"}, call("first"), call("held"), call("last")],
        "edges": [{"from": "start", "to": "first"}, {"from": "first", "to": "held"}, {"from": "held", "to": "last"}],
    })
}

/// Reads a run at one node until its held step, and on at another one: nothing is missed, nothing comes twice.
async fn read_at_two(apex: &Apex, other: &Process, upstream: &Upstream, run: &str) {
    let path = format!("/api/v1/runs/{run}/stream");
    let mut here = Events::open(apex.request(Method::GET, &path), None).await;
    here.until("step_started", "held").await;
    let seen = *here.ids.last().unwrap();
    let mut there = Events::open(apex.request_at(other, Method::GET, &path), Some(seen)).await;
    upstream.release("/held");
    let end = there.end().await;
    assert_eq!(
        (&end["type"], &end["status"]),
        (&json!("run_finished"), &json!("succeeded")),
        "{end}"
    );
    let mut ids = here.ids.clone();
    ids.extend(&there.ids);
    let expected: Vec<i64> = (1..=end["seq"].as_i64().unwrap()).collect();
    assert_eq!(ids, expected);
    // who stayed at the first node sees the same
    here.end().await;
    assert_eq!(here.ids, expected);
}

#[tokio::test]
async fn a_reader_at_one_node_sees_what_another_one_does_and_goes_on_at_a_third() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[NO_WORKER]);
    let other = apex.also_serve(&[NO_WORKER]);
    let worker = apex.also_work(&[NO_WORKER, ("APEX_WORKER_SLOTS", "8")]);
    upstream.hold("/held");
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    read_at_two(&apex, &other, &upstream, &run).await;
    let (_, health) = apex.get_at(&worker, "/ready").await;
    assert_eq!(
        (&health["status"], &health["finished"]),
        (&json!("ok"), &json!(1)),
        "{health}"
    );
    assert_eq!(health["nats"], "disabled");
}

#[tokio::test]
async fn with_nats_it_is_the_same_also_while_nats_dies_and_comes_back() {
    let mut nats = NatsServer::start().await;
    let upstream = Upstream::start().await;
    let url = nats.url();
    let apex = Apex::start_with(&[NO_WORKER, ("APEX_NATS_URL", &url)]);
    let other = apex.also_serve(&[]);
    let worker = apex.also_work(&[]);
    let version = apex.publish(&graph(&upstream.base)).await;
    for is_there in [true, false, true] {
        if is_there {
            nats.run().await;
        }
        upstream.hold("/held");
        let run = apex.begin(&version, json!({})).await;
        if !is_there {
            nats.kill();
        }
        read_at_two(&apex, &other, &upstream, &run).await;
    }
    let (_, health) = apex.get_at(&worker, "/health").await;
    assert_eq!(health["finished"], 3, "{health}");
    assert_eq!([upstream.calls("/first"), upstream.calls("/last")], [3, 3]);
}

#[tokio::test]
async fn a_run_of_a_pool_that_nobody_serves_waits_and_the_list_of_workers_says_so() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let pinned = apex.run(&["admin", "set-pool", "--org", "demo", "--pool", "gpu"]);
    assert!(pinned.status.success(), "{}", String::from_utf8_lossy(&pinned.stderr));
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;

    let (status, workers) = apex.get("/api/v1/workers").await;
    assert_eq!(status, StatusCode::OK, "{workers}");
    let pool = |workers: &Value, name: &str| {
        let pools = workers["pools"].as_array().unwrap();
        pools
            .iter()
            .find(|pool| pool["name"] == name)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(
        pool(&workers, "gpu"),
        json!({"name": "gpu", "workers": 0, "slots": 0, "waiting": 1})
    );
    let reader = apex.create_key("demo", "runs:read");
    let refused = apex
        .client
        .get(format!("{}/api/v1/workers", apex.base))
        .bearer_auth(reader)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);

    let _worker = apex.also_work(&[("APEX_WORKER_POOLS", "gpu")]);
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");

    // taken off again, everybody's workers serve
    assert!(apex.run(&["admin", "set-pool", "--org", "demo"]).status.success());
    assert!(
        !apex
            .run(&["admin", "set-pool", "--org", "demo", "--pool", "GPU"])
            .status
            .success()
    );
    let ended = apex.execute(&graph(&upstream.base), json!({})).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_hands_its_runs_to_another() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[NO_WORKER, ("APEX_DRAIN_SECONDS", "1")]);
    let first = apex.also_work(&[]);
    upstream.hold("/held");
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/held", 1).await;
    let _second = apex.also_work(&[]);
    assert!(first.stop().success());
    upstream.release("/held");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");
    assert_eq!([upstream.calls("/first"), upstream.calls("/last")], [1, 1]);
}

#[tokio::test]
async fn a_killed_workers_runs_are_taken_over() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[NO_WORKER, ("APEX_LEASE_SECONDS", "2")]);
    let first = apex.also_work(&[]);
    upstream.hold("/held");
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/held", 1).await;
    let _second = apex.also_work(&[]);
    first.kill();
    upstream.release("/held");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");
    assert_eq!(
        [
            upstream.calls("/first"),
            upstream.calls("/held"),
            upstream.calls("/last")
        ],
        [1, 2, 1]
    );
}

#[tokio::test]
async fn a_cancel_at_one_node_reaches_the_worker_of_another() {
    let upstream = Upstream::start().await;
    // heartbeats, which carry cancels too, are far apart
    let apex = Apex::start_with(&[NO_WORKER, ("APEX_LEASE_SECONDS", "3000")]);
    let _worker = apex.also_work(&[]);
    upstream.hold("/held");
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/held", 1).await;
    let (status, body) = apex.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await;
    assert!(status.is_success(), "{status} {body}");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "cancelled", "{ended:#}");
}

/// Stops the private Postgres and keeps everybody from starting it again, until dropped.
fn without_postgres(apex: &Apex) -> File {
    let home = apex.data_dir().join("postgres");
    let pid_file = home.join("data/postmaster.pid");
    let lock = File::options().write(true).open(home.join("change.lock")).unwrap();
    lock.lock().unwrap();
    let text = std::fs::read_to_string(&pid_file).unwrap();
    let sent = Command::new("kill")
        .args(["-INT", text.lines().next().unwrap()])
        .status();
    assert!(sent.unwrap().success());
    while pid_file.exists() {
        std::thread::yield_now();
    }
    lock
}

#[tokio::test]
async fn while_postgres_is_away_nothing_is_accepted_and_afterwards_everything_goes_on() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[NO_WORKER]);
    let worker = apex.also_work(&[]);
    upstream.hold("/held");
    let version = apex.publish(&graph(&upstream.base)).await;
    let run = apex.begin(&version, json!({})).await;
    upstream.called("/held", 1).await;

    let away = without_postgres(&apex);
    let body = json!({"workflowVersionId": version, "inputs": {}});
    let refused = apex
        .request(Method::POST, "/api/v1/runs")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    let (status, health) = apex.get_at(&worker, "/ready").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{health}");
    // the step under way ends now; the next one has to wait until its result is recorded
    upstream.release("/held");
    assert_eq!(upstream.calls("/last"), 0);

    drop(away);
    upstream.called("/last", 1).await;
    assert_eq!(end_of(&apex, &run).await, "succeeded");
    let calls = ["/first", "/held", "/last"].map(|path| upstream.calls(path));
    assert_eq!(calls, [1, 1, 1]);
    // the nodes hear each other again
    let next = loop {
        let (status, answer) = apex.post("/api/v1/runs", &body).await;
        match status {
            StatusCode::SERVICE_UNAVAILABLE => {}
            status => {
                assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
                break answer["runId"].as_str().unwrap().to_owned();
            }
        }
    };
    assert_eq!(end_of(&apex, &next).await, "succeeded");
}

/// How the run ends. Connections that died with Postgres are met one after the other: who is told to come again does.
async fn end_of(apex: &Apex, run: &str) -> String {
    loop {
        let (status, body) = apex.get(&format!("/api/v1/runs/{run}")).await;
        let is_away = status == StatusCode::SERVICE_UNAVAILABLE;
        assert!(is_away || status == StatusCode::OK, "{status} {body}");
        match body["status"].as_str() {
            Some("queued" | "running" | "waiting") | None => {}
            Some(_) if is_away => {}
            Some(end) => return end.to_owned(),
        }
    }
}
