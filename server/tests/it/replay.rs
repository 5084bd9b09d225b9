//! Dead letters, replays, many cancellations and failure analysis over real HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::apex::answer;
use crate::support::{Apex, Upstream};

/// Three calls in a row; the second has a retry policy.
fn three_calls(base: &str) -> Value {
    let call = |id: &str, retry: bool| {
        let mut node = json!({"id": id, "type": "http", "config": {"method": "GET", "url": format!("{base}/{id}")}});
        if retry {
            node["retry"] = json!({"maxAttempts": 2, "backoff": "fixed", "initialMs": 1, "maxMs": 1});
        }
        node
    };
    json!({
        "nodes": [
            {"id": "start", "type": "start", "config": {"inputs": [{"name": "who", "type": "string"}]}},
            call("first", false), call("second", true), call("third", false),
            {"id": "end", "type": "transform", "config": {"output": {"who": "{{ inputs.who }}", "call": "{{ steps.second.body.call }}"}}},
        ],
        "edges": [
            {"from": "start", "to": "first"}, {"from": "first", "to": "second"},
            {"from": "second", "to": "third"}, {"from": "third", "to": "end"},
        ],
    })
}

/// A run of [`three_calls`] that Apex gave up on at its second step.
async fn dead(apex: &Apex, upstream: &Upstream, version: &str) -> String {
    upstream.break_with("/second", 503);
    let run = apex.begin(version, json!({"who": "Ada"})).await;
    let ended = apex.ended(&run).await;
    assert_eq!(ended["status"], "dead", "{ended:#}");
    upstream.mend("/second");
    run
}

async fn replay(apex: &Apex, run: &str, body: &Value) -> Value {
    let (status, body) = apex.post(&format!("/api/v1/runs/{run}/replay"), body).await;
    assert_eq!(status, 202, "{body}");
    apex.ended(body["runId"].as_str().unwrap()).await
}

#[tokio::test]
async fn a_replay_goes_on_at_the_failed_step_and_calls_nothing_again() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let run = dead(&apex, &upstream, &version).await;
    assert_eq!((upstream.calls("/first"), upstream.calls("/second")), (1, 2));
    let (_, letter) = apex.get(&format!("/api/v1/dead-letters/{run}")).await;
    assert_eq!(letter["state"], "open");
    assert_eq!((&letter["stepId"], &letter["attempts"]), (&json!("second"), &json!(2)));

    let new = replay(&apex, &run, &json!({})).await;
    assert_eq!(new["status"], "succeeded", "{new:#}");
    assert_eq!(new["output"], json!({"who": "Ada", "call": 3}));
    assert_eq!(new["replayOf"], json!(run));
    // what was recorded was not executed again
    assert_eq!(
        (
            upstream.calls("/first"),
            upstream.calls("/second"),
            upstream.calls("/third")
        ),
        (1, 3, 1)
    );
    let (_, letter) = apex.get(&format!("/api/v1/dead-letters/{run}")).await;
    assert_eq!(
        (&letter["state"], &letter["replayedBy"]),
        (&json!("replayed"), &new["id"])
    );
    // the old run is as it was
    assert_eq!(apex.get(&format!("/api/v1/runs/{run}")).await.1["status"], "dead");

    // from a named step of a run that succeeded, and from the beginning with other inputs
    let third = replay(&apex, new["id"].as_str().unwrap(), &json!({"from": "third"})).await;
    assert_eq!(third["status"], "succeeded");
    assert_eq!((upstream.calls("/second"), upstream.calls("/third")), (3, 2));
    let anew = replay(&apex, &run, &json!({"from": "start", "inputs": {"who": "Bob"}})).await;
    assert_eq!(anew["output"]["who"], "Bob");
    assert_eq!(upstream.calls("/first"), 2);
}

#[tokio::test]
async fn what_can_not_be_replayed_is_refused_with_its_reason() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let run = dead(&apex, &upstream, &version).await;
    let path = format!("/api/v1/runs/{run}/replay");
    for (body, status, code, at) in [
        (json!({"from": "nowhere"}), 422, "unknown_step", "/from"),
        (json!({"from": "second.0.x"}), 422, "unknown_step", "/from"),
        (json!({"from": "…"}), 422, "unknown_step", "/from"),
        (json!({"inputs": {"who": "x"}}), 422, "inputs_not_allowed", "/inputs"),
        (json!({"from": "start", "inputs": {"who": 7}}), 422, "", "/inputs/who"),
        (
            json!({"from": "start", "inputs": {"nobody": 7}}),
            422,
            "",
            "/inputs/nobody",
        ),
        (json!({"from": 7}), 422, "wrong_shape", "/from"),
        (json!({"form": "start"}), 422, "wrong_shape", "/form"),
        (
            json!({"idempotencyKey": ""}),
            422,
            "bad_idempotency_key",
            "/idempotencyKey",
        ),
    ] {
        let (got, answer) = apex.post(&path, &body).await;
        assert_eq!(got, status, "{body}: {answer}");
        let problem = &answer["problems"][0];
        assert_eq!(problem["path"], at, "{body}: {answer}");
        assert!(code.is_empty() || problem["code"] == code, "{body}: {answer}");
    }
    let well = replay(&apex, &run, &json!({})).await;
    let succeeded = format!("/api/v1/runs/{}/replay", well["id"].as_str().unwrap());
    let (status, answer) = apex.post(&succeeded, &json!({})).await;
    assert_eq!((status.as_u16(), &answer["code"]), (409, &json!("nothing_failed")));
    let (status, _) = apex
        .post("/api/v1/runs/run_00000000000000000000000000/replay", &json!({}))
        .await;
    assert_eq!(status, 404);
    let (status, _) = apex.post(&format!("/api/v1/runs/{version}/replay"), &json!({})).await;
    assert_eq!(status, 404);

    // one that goes on
    let hold = upstream.hold("/first");
    let active = apex.begin(&version, json!({})).await;
    upstream.called("/first", 2).await;
    let (status, answer) = apex.post(&format!("/api/v1/runs/{active}/replay"), &json!({})).await;
    assert_eq!((status.as_u16(), &answer["code"]), (409, &json!("run_active")));
    upstream.release("/first");
    drop(hold);
    apex.ended(&active).await;

    // one whose workflow was deleted
    let (_, version) = apex.get(&format!("/api/v1/workflow-versions/{version}")).await;
    let workflow = version["workflowId"].as_str().unwrap();
    let deleted = apex
        .request(Method::DELETE, &format!("/api/v1/workflows/{workflow}"))
        .send()
        .await;
    assert_eq!(deleted.unwrap().status(), 204);
    let (status, answer) = apex.post(&path, &json!({})).await;
    assert_eq!((status.as_u16(), &answer["code"]), (409, &json!("workflow_deleted")));
}

#[tokio::test]
async fn the_same_click_twice_makes_one_replay() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let run = dead(&apex, &upstream, &version).await;
    let body = json!({"runIds": [run, run]});
    let clicks = (0..8).map(|_| apex.post("/api/v1/dead-letters/redrive", &body));
    let answers = futures::future::join_all(clicks).await;
    let mut runs = std::collections::HashSet::new();
    let mut done = 0;
    for (status, answer) in &answers {
        assert_eq!(*status, 200, "{answer}");
        let items = answer["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "a run named twice is answered once");
        done += usize::from(items[0]["outcome"] == "done");
        runs.insert(items[0]["newRunId"].as_str().unwrap().to_owned());
    }
    assert_eq!((runs.len(), done), (1, 1), "{answers:?}");
    // with a key of one's own, also for a run by itself
    let once = json!({"from": "start", "idempotencyKey": "once"});
    let path = format!("/api/v1/runs/{run}/replay");
    let keyed = futures::future::join_all((0..6).map(|_| apex.post(&path, &once))).await;
    let keyed: std::collections::HashSet<String> = keyed.iter().map(|(_, body)| body["runId"].to_string()).collect();
    assert_eq!(keyed.len(), 1);
    let (status, answer) = apex
        .post(&path, &json!({"from": "failed", "idempotencyKey": "once"}))
        .await;
    assert_eq!(
        (status.as_u16(), &answer["code"]),
        (409, &json!("idempotency_key_reused"))
    );
}

#[tokio::test]
async fn letters_are_listed_filtered_discarded_and_opened_again() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let run = dead(&apex, &upstream, &version).await;
    let letters = "/api/v1/dead-letters";
    let total = async |query: &str| apex.get(&format!("{letters}?{query}")).await.1["total"].clone();
    let (_, all) = apex.get(letters).await;
    let letter = &all["items"][0];
    assert_eq!(
        (&letter["runId"], &letter["workflowName"]),
        (&json!(run), &json!("Test"))
    );
    let (code, workflow) = (letter["code"].as_str().unwrap(), letter["workflowId"].as_str().unwrap());
    assert_eq!(
        total(&format!("state=open&code={code}&workflowId={workflow}&q=test")).await,
        1
    );
    assert_eq!(total(&format!("q={run}")).await, 1);
    assert_eq!(total("code=other").await, 0);
    for wrong in ["state=lost", "workflowId=wf_1", "page=0", "pageSize=101", "stat=open"] {
        assert_eq!(apex.get(&format!("{letters}?{wrong}")).await.0, 422, "{wrong}");
    }
    for (path, body) in [
        ("discard", json!({})),
        ("discard", json!({"runIds": [], "filter": {}})),
        ("redrive", json!({"runIds": ["wf_1"]})),
        ("redrive", json!({"filter": {"state": "open"}})),
        ("redrive", json!({"runIds": vec![&run; 1_001]})),
        ("reopen", json!({})),
    ] {
        let (status, answer) = apex.post(&format!("{letters}/{path}"), &body).await;
        assert_eq!(status, 422, "{path} {body}: {answer}");
        assert!(answer["problems"][0]["path"].is_string());
    }
    // let go, twice
    for _ in 0..2 {
        let (status, letter) = apex.post(&format!("{letters}/{run}/discard"), &json!({})).await;
        assert_eq!((status.as_u16(), &letter["state"]), (200, &json!("discarded")));
    }
    let (_, answer) = apex
        .post(&format!("{letters}/redrive"), &json!({"runIds": [run]}))
        .await;
    assert_eq!(answer["items"][0]["code"], "dead_letter_discarded");
    let (_, answer) = apex.post(&format!("{letters}/reopen"), &json!({"runIds": [run]})).await;
    assert_eq!(answer["items"][0]["outcome"], "done");
    // by a filter
    let (_, answer) = apex
        .post(&format!("{letters}/redrive"), &json!({"filter": {"code": code}}))
        .await;
    assert_eq!(
        (&answer["items"][0]["outcome"], &answer["more"]),
        (&json!("done"), &json!(false))
    );
    apex.ended(answer["items"][0]["newRunId"].as_str().unwrap()).await;
    let (status, answer) = apex.post(&format!("{letters}/{run}/discard"), &json!({})).await;
    assert_eq!(
        (status.as_u16(), &answer["code"]),
        (409, &json!("dead_letter_replayed"))
    );
    let (_, answer) = apex.post(&format!("{letters}/reopen"), &json!({"runIds": [run]})).await;
    assert_eq!(answer["items"][0]["code"], "dead_letter_replayed");
}

#[tokio::test]
async fn of_many_runs_another_organisation_reaches_none() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    apex.create_org("rival");
    let rival = apex.create_key("rival", "*");
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let run = dead(&apex, &upstream, &version).await;
    let theirs = async |path: &str, body: Value| {
        let request = apex
            .client
            .post(format!("{}/api/v1/{path}", apex.base))
            .bearer_auth(&rival);
        answer(request.json(&body)).await
    };
    for path in [
        "dead-letters/redrive",
        "dead-letters/discard",
        "dead-letters/reopen",
        "runs/cancel",
    ] {
        let (status, answer) = theirs(path, json!({"runIds": [run]})).await;
        assert_eq!(status, 200, "{path}: {answer}");
        let item = &answer["items"][0];
        assert_eq!(
            (&item["outcome"], &item["code"]),
            (&json!("refused"), &json!("not_found")),
            "{path}"
        );
    }
    for (path, body) in [
        ("dead-letters/redrive", json!({"filter": {}})),
        ("dead-letters/discard", json!({"filter": {}})),
        ("runs/cancel", json!({"filter": {}})),
    ] {
        assert_eq!(theirs(path, body).await.1["items"], json!([]), "{path}");
    }
    let (_, letter) = apex.get(&format!("/api/v1/dead-letters/{run}")).await;
    assert_eq!(letter["state"], "open");
    // a key that only reads decides nothing
    let reader = apex.create_key("demo", "runs:read");
    for path in ["dead-letters/redrive", "dead-letters/discard", "runs/cancel"] {
        let request = apex
            .client
            .post(format!("{}/api/v1/{path}", apex.base))
            .bearer_auth(&reader);
        assert_eq!(answer(request.json(&json!({"runIds": [run]}))).await.0, 403, "{path}");
    }
}

#[tokio::test]
async fn many_cancellations_at_once_are_each_answered() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let graph = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "nap", "type": "wait", "config": {"ms": 600_000}}],
        "edges": [{"from": "start", "to": "nap"}],
    });
    let version = apex.publish(&graph).await;
    let mut runs = Vec::new();
    for _ in 0..40 {
        runs.push(apex.begin(&version, json!({})).await);
    }
    let held = apex.publish(&three_calls(&upstream.base)).await;
    let hold = upstream.hold("/first");
    runs.push(apex.begin(&held, json!({})).await);
    upstream.called("/first", 1).await;
    // in any order, twice at once
    let body = json!({"runIds": runs});
    let (one, two) = futures::future::join(
        apex.post("/api/v1/runs/cancel", &body),
        apex.post("/api/v1/runs/cancel", &body),
    )
    .await;
    for (status, answer) in [&one, &two] {
        assert_eq!(*status, 200, "{answer}");
        let items = answer["items"].as_array().unwrap();
        let asked: Vec<&str> = items.iter().map(|item| item["runId"].as_str().unwrap()).collect();
        assert_eq!(asked, runs, "one answer each, in the order asked for");
        assert!(items.iter().all(|item| item["outcome"] != "refused"), "{answer}");
    }
    for run in &runs {
        assert_eq!(apex.ended(run).await["status"], "cancelled");
    }
    upstream.release("/first");
    drop(hold);
    let (_, answer) = apex.post("/api/v1/runs/cancel", &json!({"filter": {}})).await;
    assert_eq!((&answer["items"], &answer["more"]), (&json!([]), &json!(false)));
    let (status, answer) = apex
        .post("/api/v1/runs/cancel", &json!({"filter": {"status": "failed"}}))
        .await;
    assert_eq!(
        (status.as_u16(), &answer["problems"][0]["path"]),
        (422, &json!("/filter/status"))
    );
    let (status, _) = apex
        .post("/api/v1/runs/cancel", &json!({"runIds": vec![&runs[0]; 10_001]}))
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn failures_are_told_by_their_cause() {
    let (apex, upstream) = (Apex::start(), Upstream::start().await);
    let version = apex.publish(&three_calls(&upstream.base)).await;
    let first = dead(&apex, &upstream, &version).await;
    let second = dead(&apex, &upstream, &version).await;
    let (status, report) = apex.get("/api/v1/failures").await;
    assert_eq!(status, 200, "{report}");
    assert_eq!((&report["dead"], &report["bucket"]), (&json!(2), &json!("day")));
    let cause = &report["causes"][0];
    assert_eq!(
        (&cause["nodeId"], &cause["nodeTitle"]),
        (&json!("second"), &json!("HTTP"))
    );
    assert_eq!(
        (&cause["count"], &cause["dead"], &cause["attempts"]),
        (&json!(2), &json!(2), &json!(4))
    );
    assert_eq!((&cause["share"], &cause["exampleRunId"]), (&json!(1.0), &json!(second)));
    assert_ne!(first, second);
    let sum = |points: &Value| {
        points
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(sum(&cause["trend"]), 2);
    assert_eq!(report["workflows"][0]["failures"], 2);
    let workflow = cause["workflowId"].as_str().unwrap();
    let (_, narrowed) = apex.get(&format!("/api/v1/failures?workflowId={workflow}")).await;
    assert_eq!((&narrowed["dead"], &narrowed["runs"]), (&json!(2), &json!(2)));
    for wrong in [
        "from=yesterday",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2020-01-01T00:00:00Z",
        "workflowId=x",
        "hours=3",
    ] {
        let (status, answer) = apex.get(&format!("/api/v1/failures?{wrong}")).await;
        assert_eq!(status, 422, "{wrong}: {answer}");
    }
}
