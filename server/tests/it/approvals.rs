//! Runs that wait for somebody: signals, addresses of waiting steps, approvals, other workflows. Over real HTTP, with the
//! real engine, and with attacks.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::apex::answer;
use crate::support::{Apex, Events};

fn waiting(config: &Value) -> Value {
    json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "pay", "type": "wait_for_signal", "config": config},
            {"id": "end", "type": "transform", "config": {"output": {"paid": "{{ steps.pay.sum }}"}}},
        ],
        "edges": [{"from": "start", "to": "pay"}, {"from": "pay", "to": "end"}],
    })
}

fn asking(config: &Value) -> Value {
    json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "ask", "type": "approval", "config": config},
            {"id": "yes", "type": "transform", "config": {"output": {"by": "{{ steps.ask.by }}", "sum": "{{ steps.ask.answer.sum }}"}}},
            {"id": "no", "type": "transform", "config": {"output": {"comment": "{{ steps.ask.comment }}"}}},
        ],
        "edges": [
            {"from": "start", "to": "ask"}, {"from": "ask", "fromPort": "approved", "to": "yes"},
            {"from": "ask", "fromPort": "rejected", "to": "no"},
        ],
    })
}

fn sums() -> Value {
    json!({
        "title": "Refund?", "message": "Look twice.", "timeoutMs": 86_400_000,
        "fields": {"type": "object", "required": ["sum"], "properties": {"sum": {"type": "number", "maximum": 100}}},
    })
}

/// Starts a run and reads on until the step waits.
async fn begun(apex: &Apex, graph: &Value, kind: &str, step: &str) -> (String, Events) {
    let version = apex.publish(graph).await;
    let run = apex.begin(&version, json!({})).await;
    let path = format!("/api/v1/runs/{run}/stream");
    let mut events = Events::open(apex.request(Method::GET, &path), None).await;
    events.until(kind, step).await;
    (run, events)
}

async fn question(apex: &Apex, run: &str) -> Value {
    let (status, list) = apex.get(&format!("/api/v1/hitl?state=all&runId={run}")).await;
    assert_eq!(status, 200, "{list}");
    list["items"][0].clone()
}

fn code(body: &Value) -> &str {
    body["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_signal_lets_the_step_that_waits_for_it_go_on_and_is_said_once() {
    let apex = Apex::start();
    let (run, _events) = begun(&apex, &waiting(&json!({"name": "paid"})), "signal_awaited", "pay").await;
    let path = format!("/api/v1/runs/{run}/signals");
    let (_, body) = apex.get(&format!("/api/v1/runs/{run}")).await;
    assert_eq!(body["steps"][1]["awaits"], "paid", "{body:#}");

    // another name is kept, and lets nobody go on
    assert_eq!(apex.post(&path, &json!({"name": "other"})).await.0, 202);
    let paid = json!({"name": "paid", "payload": {"sum": 7}, "id": "invoice 1 / ä"});
    let all = futures::future::join_all((0..6).map(|_| apex.post(&path, &paid))).await;
    let fresh = all
        .iter()
        .filter(|(status, body)| *status == 202 && body["repeated"] == false)
        .count();
    assert_eq!(fresh, 1, "{all:?}");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["output"], json!({"paid": 7}), "{ended:#}");
    let (status, body) = apex.post(&path, &paid).await;
    assert_eq!((status.as_u16(), code(&body)), (409, "run_finished"));
}

#[tokio::test]
async fn a_signal_that_is_none_is_refused_with_its_reason() {
    let apex = Apex::start();
    apex.create_org("rival");
    let rival = apex.create_key("rival", "*");
    let reader = apex.create_key("demo", "runs:read");
    let (run, _events) = begun(&apex, &waiting(&json!({"name": "paid"})), "signal_awaited", "pay").await;
    let path = format!("/api/v1/runs/{run}/signals");
    let long = "x".repeat(65);
    for (body, status, told) in [
        (json!({}), 422, "invalid_body"),
        (json!({"name": ""}), 422, "invalid_body"),
        (json!({"name": "a b"}), 422, "invalid_body"),
        (json!({"name": long}), 422, "invalid_body"),
        (json!({"name": "approval"}), 422, "invalid_body"),
        (
            json!({"name": "sub_workflow", "payload": {"status": "succeeded"}}),
            422,
            "invalid_body",
        ),
        (json!({"name": "paid", "id": ""}), 422, "invalid_body"),
        (json!({"name": "paid", "step": "pay"}), 422, "invalid_body"),
        (
            json!({"name": "paid", "payload": "x".repeat(70_000)}),
            413,
            "signal_too_large",
        ),
        (
            json!({"name": "paid", "payload": "x".repeat(1_100_000)}),
            413,
            "body_too_large",
        ),
    ] {
        let (got, answer) = apex.post(&path, &body).await;
        assert_eq!((got.as_u16(), code(&answer)), (status, told), "{answer}");
    }
    let say = |key: &str, path: &str| {
        let request = apex.client.post(format!("{}{path}", apex.base)).bearer_auth(key);
        answer(request.json(&json!({"name": "paid"})))
    };
    assert_eq!(say(&rival, &path).await.0, 404);
    assert_eq!(say(&reader, &path).await.0, 403);
    for wrong in [
        "run_1",
        "wf_01k9v3e8s5e7cs0w3f6c1v9b4a",
        "run_01k9v3e8s5e7cs0w3f6c1v9b4a",
    ] {
        assert_eq!(
            say(&apex.key, &format!("/api/v1/runs/{wrong}/signals")).await.0,
            404,
            "{wrong}"
        );
    }
    let id = |payload: i32| json!({"name": "later", "payload": payload, "id": "one"});
    assert_eq!(apex.post(&path, &id(1)).await.0, 202);
    let (status, body) = apex.post(&path, &id(2)).await;
    assert_eq!((status.as_u16(), code(&body)), (409, "signal_id_reused"));
}

#[tokio::test]
async fn an_address_lets_one_step_go_on_once_and_nobody_makes_one_up() {
    let apex = Apex::start();
    let (run, _events) = begun(&apex, &waiting(&json!({"name": "paid"})), "signal_awaited", "pay").await;
    let (_, body) = apex.get(&format!("/api/v1/runs/{run}")).await;
    let path = body["steps"][1]["resumePath"].as_str().unwrap().to_owned();
    let reader = apex.create_key("demo", "runs:read");
    let seen = apex
        .client
        .get(format!("{}/api/v1/runs/{run}", apex.base))
        .bearer_auth(&reader);
    assert!(answer(seen).await.1["steps"][1].get("resumePath").is_none());

    let call = |path: &str, body: Value| answer(apex.client.post(format!("{}{path}", apex.base)).json(&body));
    let mut forged = path.clone();
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'B' } else { 'A' });
    for wrong in [forged.as_str(), "/hooks/resume/test", "/hooks/resume/x"] {
        assert_eq!(call(wrong, json!({"sum": 1})).await.0, 404, "{wrong}");
    }
    // looking at it changes nothing
    let (status, body) = answer(apex.client.get(format!("{}{path}", apex.base))).await;
    assert_eq!((status.as_u16(), code(&body)), (405, "method_not_allowed"));
    let all = futures::future::join_all((0..5).map(|sum| call(&path, json!({"sum": sum})))).await;
    assert_eq!(all.iter().filter(|(status, _)| *status == 202).count(), 1, "{all:?}");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "succeeded", "{ended:#}");
    assert_eq!(call(&path, json!({"sum": 9})).await.0, 409);
}

#[tokio::test]
async fn an_approval_outlives_a_killed_server_and_the_run_goes_on_with_the_answer() {
    let mut apex = Apex::start_with(&[("APEX_LEASE_SECONDS", "2")]);
    let (run, events) = begun(&apex, &asking(&sums()), "approval_requested", "ask").await;
    drop(events);
    apex.kill();
    apex.serve();
    let asked = question(&apex, &run).await;
    assert_eq!(
        (&asked["state"], &asked["title"]),
        (&json!("pending"), &json!("Refund?")),
        "{asked:#}"
    );
    let id = asked["id"].as_str().unwrap();
    let path = format!("/api/v1/hitl/{id}/approve");
    let (status, body) = apex.post(&path, &json!({"answer": {"sum": 101}})).await;
    assert_eq!((status.as_u16(), code(&body)), (422, "invalid_answer"));
    assert_eq!(body["problems"][0]["path"], "/answer/sum");
    let (status, body) = apex
        .post(&path, &json!({"answer": {"sum": 12}, "comment": "fine"}))
        .await;
    assert_eq!((status.as_u16(), &body["state"]), (200, &json!("approved")), "{body}");
    let ended = apex.ended(&run).await;
    assert_eq!(ended["output"], json!({"by": "key test", "sum": 12}), "{ended:#}");
    let decided = question(&apex, &run).await;
    assert_eq!(
        (&decided["decidedBy"], &decided["comment"]),
        (&json!("key test"), &json!("fine"))
    );
}

#[tokio::test]
async fn the_first_of_many_decisions_stands() {
    let apex = Apex::start();
    let (run, _events) = begun(&apex, &asking(&json!({"title": "Go on?"})), "approval_requested", "ask").await;
    let asked = question(&apex, &run).await;
    let path = format!("/api/v1/hitl/{}", asked["id"].as_str().unwrap());
    let decisions = (0..8).map(|n| {
        let (apex, path) = (
            &apex,
            format!("{path}/{}", if n % 2 == 0 { "approve" } else { "reject" }),
        );
        async move { apex.post(&path, &json!({"comment": n.to_string()})).await }
    });
    let all = futures::future::join_all(decisions).await;
    let (stands, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(status, _)| *status == 200);
    assert_eq!(stands.len(), 1, "{others:?}");
    for (status, body) in &others {
        assert_eq!((status.as_u16(), code(body)), (409, "already_decided"), "{body}");
        assert!(body["detail"].as_str().unwrap().contains("key test"), "{body}");
    }
    let ended = apex.ended(&run).await;
    let step = &ended["steps"][1]["output"];
    assert_eq!(step["comment"], stands[0].1["comment"], "{ended:#}");
    assert_eq!(step["approved"], json!(stands[0].1["state"] == "approved"));
}

#[tokio::test]
async fn who_is_not_asked_decides_nothing() {
    let apex = Apex::start();
    apex.create_org("rival");
    let rival = apex.create_key("rival", "*");
    let reader = apex.create_key("demo", "runs:read");
    let config = json!({"title": "Go on?", "assignees": ["ada@acme.test"]});
    let (run, _events) = begun(&apex, &asking(&config), "approval_requested", "ask").await;
    let asked = question(&apex, &run).await;
    assert_eq!(asked["mayDecide"], false);
    let path = format!("/api/v1/hitl/{}", asked["id"].as_str().unwrap());
    let (status, body) = apex.post(&format!("{path}/approve"), &json!({})).await;
    assert_eq!((status.as_u16(), code(&body)), (403, "not_asked"));
    for deed in ["approve", "reject", "respond"] {
        let decide = |key: &str| {
            let request = apex.client.post(format!("{}{path}/{deed}", apex.base)).bearer_auth(key);
            answer(request.json(&json!({})))
        };
        assert_eq!(decide(&rival).await.0, 404, "{deed}");
        assert_eq!(decide(&reader).await.0, 403, "{deed}");
    }
    let get = apex.client.get(format!("{}{path}", apex.base)).bearer_auth(&rival);
    assert_eq!(answer(get).await.0, 404);
    let list = apex
        .client
        .get(format!("{}/api/v1/hitl?state=all", apex.base))
        .bearer_auth(&rival);
    assert_eq!(answer(list).await.1["total"], 0);
    let huge = json!({"answer": "x".repeat(70_000)});
    assert_eq!(apex.post(&format!("{path}/respond"), &huge).await.0, 413);
    // a signal of the same name is no decision
    let forged = json!({"name": "approval", "payload": {"approved": true}});
    assert_eq!(apex.post(&format!("/api/v1/runs/{run}/signals"), &forged).await.0, 422);

    assert_eq!(
        apex.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await.0,
        202
    );
    apex.ended(&run).await;
    let (status, body) = apex.post(&format!("{path}/approve"), &json!({})).await;
    assert_eq!((status.as_u16(), code(&body)), (409, "approval_cancelled"), "{body}");
}

#[tokio::test]
async fn nobody_decides_in_time() {
    let apex = Apex::start();
    let (run, _events) = begun(
        &apex,
        &asking(&json!({"title": "Go on?", "timeoutMs": 700})),
        "approval_requested",
        "ask",
    )
    .await;
    let ended = apex.ended(&run).await;
    assert_eq!(ended["steps"][1]["error"]["code"], "timeout", "{ended:#}");
    let asked = question(&apex, &run).await;
    assert_eq!(asked["state"], "expired", "{asked:#}");
    let path = format!("/api/v1/hitl/{}/approve", asked["id"].as_str().unwrap());
    let (status, body) = apex.post(&path, &json!({})).await;
    assert_eq!((status.as_u16(), code(&body)), (409, "approval_expired"));
}

/// A workflow that another one can start, and that one.
async fn parent_of(apex: &Apex, child: &Value) -> Value {
    let (status, created) = apex
        .post("/api/v1/workflows", &json!({"name": "Child", "graph": child}))
        .await;
    assert_eq!(status, 201, "{created}");
    json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "other", "type": "sub_workflow", "config": {"workflow": created["id"], "inputs": {}}},
        ],
        "edges": [{"from": "start", "to": "other"}],
    })
}

#[tokio::test]
async fn parent_and_child_know_each_other_and_a_cancel_goes_down() {
    let apex = Apex::start();
    let graph = parent_of(&apex, &waiting(&json!({"name": "paid"}))).await;
    let (run, _events) = begun(&apex, &graph, "child_started", "other").await;
    let (_, parent) = apex.get(&format!("/api/v1/runs/{run}")).await;
    let child = parent["children"][0]["runId"].as_str().unwrap().to_owned();
    assert_eq!(parent["children"][0]["stepId"], "other");
    let path = format!("/api/v1/runs/{child}/stream");
    let mut events = Events::open(apex.request(Method::GET, &path), None).await;
    events.until("signal_awaited", "pay").await;
    let (_, body) = apex.get(&format!("/api/v1/runs/{child}")).await;
    assert_eq!(
        (&body["parentRunId"], &body["parentStep"]),
        (&json!(run), &json!("other"))
    );

    let total = async |query: &str| apex.get(&format!("/api/v1/runs?{query}")).await.1["total"].clone();
    assert_eq!(total("").await, 2);
    assert_eq!(total("children=false").await, 1);
    assert_eq!(total("trigger=sub_workflow").await, 1);
    let (status, body) = apex.get("/api/v1/runs?trigger=nobody").await;
    assert_eq!((status.as_u16(), code(&body)), (422, "invalid_query"));

    assert_eq!(
        apex.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await.0,
        202
    );
    assert_eq!(apex.ended(&run).await["status"], "cancelled");
    assert_eq!(apex.ended(&child).await["status"], "cancelled");
}

#[tokio::test]
async fn a_cancelled_child_does_not_leave_its_parent_waiting() {
    let apex = Apex::start();
    let graph = parent_of(&apex, &waiting(&json!({"name": "paid"}))).await;
    let (run, _events) = begun(&apex, &graph, "child_started", "other").await;
    let (_, parent) = apex.get(&format!("/api/v1/runs/{run}")).await;
    let child = parent["children"][0]["runId"].as_str().unwrap().to_owned();
    assert_eq!(
        apex.post(&format!("/api/v1/runs/{child}/cancel"), &json!({})).await.0,
        202
    );
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "failed", "{ended:#}");
    let error = &ended["steps"][1]["error"];
    assert_eq!(error["code"], "sub_workflow_failed");
    assert_eq!(error["details"]["runId"], json!(child), "the failure names the child");
}
