//! The API over real HTTP: contracts, and bad input.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::apex::answer;
use crate::support::{Apex, Upstream};

fn pure() -> Value {
    json!({
        "schema": "apex.workflow/v1",
        "name": "Greeting",
        "nodes": [
            {"id": "start", "type": "start", "config": {"inputs": [{"name": "message", "type": "string", "required": true}]}},
            {"id": "say", "type": "transform", "config": {"output": {"text": "{{ inputs.message | upper }}"}}},
        ],
        "edges": [{"from": "start", "to": "say"}],
    })
}

#[tokio::test]
async fn the_source_contracts_hold() {
    let apex = Apex::start();
    let version = apex.publish(&pure()).await;
    let body = json!({"workflowVersionId": version, "inputs": {"message": "Hello"}, "idempotencyKey": "k1"});
    let (status, started) = apex.post("/api/v1/runs", &body).await;
    assert_eq!(status, 202);
    assert_eq!(started.as_object().unwrap().keys().collect::<Vec<_>>(), ["runId"]);
    let run = apex.ended(started["runId"].as_str().unwrap()).await;
    for key in [
        "id",
        "status",
        "startedAt",
        "finishedAt",
        "workflowVersionId",
        "output",
        "error",
        "steps",
        "logs",
    ] {
        assert!(run.get(key).is_some(), "{key}: {run:#}");
    }
    assert_eq!(run["status"], "succeeded");
    assert_eq!(run["workflowVersionId"], version);
    assert_eq!(run["output"], json!({"text": "HELLO"}));
    let step = &run["steps"][1];
    assert_eq!(
        (&step["nodeId"], &step["status"], &step["attempts"]),
        (&json!("say"), &json!("succeeded"), &json!(1))
    );
    assert!(step["durationMs"].is_u64() && step["id"].is_string());
    let (status, same) = apex
        .get(&format!("/api/v1/workflow-runs/{}", started["runId"].as_str().unwrap()))
        .await;
    assert_eq!((status, same), (StatusCode::OK, run));
}

#[tokio::test]
async fn an_idempotency_key_gives_one_run() {
    let apex = Apex::start();
    let version = apex.publish(&pure()).await;
    let body = json!({"workflowVersionId": version, "inputs": {"message": "a"}, "idempotencyKey": "once"});
    let posts = (0..12).map(|_| apex.post("/api/v1/runs", &body));
    let answers = futures::future::join_all(posts).await;
    let ids: std::collections::HashSet<String> = answers
        .iter()
        .map(|(status, body)| {
            assert_eq!(*status, 202, "{body}");
            body["runId"].to_string()
        })
        .collect();
    assert_eq!(ids.len(), 1);
    let other = json!({"workflowVersionId": version, "inputs": {"message": "b"}, "idempotencyKey": "once"});
    let (status, body) = apex.post("/api/v1/runs", &other).await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (409, Some("idempotency_key_reused"))
    );
}

#[tokio::test]
async fn a_draft_is_saved_only_over_the_revision_that_was_seen() {
    let apex = Apex::start();
    let (_, created) = apex
        .post("/api/v1/workflows", &json!({"name": "One", "graph": pure()}))
        .await;
    let path = format!("/api/v1/workflows/{}", created["id"].as_str().unwrap());
    let loaded = apex.request(Method::GET, &path).send().await.unwrap();
    let etag = loaded.headers()["etag"].to_str().unwrap().to_owned();
    let save = |tag: Option<String>, name: &str| {
        let request = apex
            .request(Method::PUT, &path)
            .json(&json!({"name": name, "graph": pure()}));
        answer(match tag {
            Some(tag) => request.header("if-match", tag),
            None => request,
        })
    };
    assert_eq!(save(None, "Two").await.0, 428);
    assert_eq!(save(Some("nonsense".into()), "Two").await.0, 400);
    let (status, saved) = save(Some(etag.clone()), "Two").await;
    assert_eq!((status.as_u16(), &saved["name"]), (200, &json!("Two")), "{saved}");
    let (status, refused) = save(Some(etag), "Three").await;
    assert_eq!(
        (status.as_u16(), refused["code"].as_str()),
        (412, Some("stale_revision"))
    );
    assert_eq!(apex.get(&path).await.1["name"], "Two");
}

#[tokio::test]
async fn publishing_makes_numbered_versions_and_the_same_click_twice_makes_one() {
    let apex = Apex::start();
    let (_, created) = apex
        .post("/api/v1/workflows", &json!({"name": "V", "graph": pure()}))
        .await;
    let path = format!("/api/v1/workflows/{}", created["id"].as_str().unwrap());
    let (_, again) = apex.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(
        (&again["version"], &again["workflowVersionId"]),
        (&json!(1), &created["workflowVersionId"])
    );
    let mut changed = pure();
    changed["nodes"][1]["config"]["output"]["text"] = json!("{{ inputs.message }}!");
    let put = apex
        .request(Method::PUT, &path)
        .header("if-match", "*")
        .json(&json!({"graph": changed}));
    assert_eq!(answer(put).await.0, 200);
    let (_, second) = apex
        .post(&format!("{path}/publish"), &json!({"message": "louder"}))
        .await;
    assert_eq!(second["version"], 2);
    let (_, versions) = apex.get(&format!("{path}/versions")).await;
    assert_eq!(versions["total"], 2);
    assert_eq!(versions["items"][0]["message"], "louder");
    let (_, first) = apex.get(&format!("{path}/export?version=1")).await;
    assert_eq!(
        first["nodes"][1]["config"]["output"]["text"],
        "{{ inputs.message | upper }}"
    );
}

#[tokio::test]
async fn an_invalid_graph_is_refused_with_all_its_problems_and_kept_only_as_a_draft() {
    let apex = Apex::start();
    let graph = json!({
        "nodes": [{"id": "a", "type": "transform"}, {"id": "b", "type": "htp", "config": {"url": "{{ steps."}}],
        "edges": [{"from": "a", "to": "ghost"}],
    });
    let body = json!({"name": "Broken", "graph": graph});
    let (status, refused) = apex.post("/api/v1/workflows", &body).await;
    assert_eq!(
        (status.as_u16(), refused["code"].as_str()),
        (422, Some("invalid_workflow"))
    );
    let paths: Vec<&str> = refused["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["path"].as_str().unwrap())
        .collect();
    for expected in ["/graph/nodes/1/type", "/graph/edges/0/to"] {
        assert!(paths.contains(&expected), "{paths:?}");
    }
    let (status, kept) = apex.post("/api/v1/workflows?draft=true", &body).await;
    assert_eq!((status.as_u16(), &kept["workflowVersionId"]), (201, &Value::Null));
    let id = kept["id"].as_str().unwrap();
    assert_eq!(
        apex.post(&format!("/api/v1/workflows/{id}/publish"), &json!({}))
            .await
            .0,
        422
    );
    let (status, verdict) = apex.post("/api/v1/workflows/validate", &graph).await;
    assert_eq!((status.as_u16(), &verdict["valid"]), (200, &json!(false)));
    assert!(
        verdict["problems"]
            .as_array()
            .unwrap()
            .iter()
            .all(|p| p["code"].is_string() && p["path"].is_string())
    );
}

#[tokio::test]
async fn bad_bodies_get_a_4xx_problem_and_change_nothing() {
    let apex = Apex::start();
    let (_, before) = apex.get("/api/v1/workflows").await;
    let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    let deep_config = format!(
        "{{\"name\":\"x\",\"graph\":{{\"nodes\":[{{\"id\":\"a\",\"type\":\"transform\",\"config\":{{\"output\":{}1{}}}}}],\"edges\":[]}}}}",
        "[".repeat(100),
        "]".repeat(100)
    );
    let cases: Vec<(&str, String, &[u16])> = vec![
        ("/api/v1/workflows", String::new(), &[422]),
        ("/api/v1/workflows", "{".into(), &[400]),
        ("/api/v1/workflows", "null".into(), &[422]),
        ("/api/v1/workflows", "[]".into(), &[422]),
        ("/api/v1/workflows", "{\"name\": 7, \"graph\": {}}".into(), &[422]),
        ("/api/v1/workflows", "{\"nam\": \"x\", \"graph\": {}}".into(), &[422]),
        ("/api/v1/workflows", "{\"name\": \"x\", \"graph\": []}".into(), &[422]),
        (
            "/api/v1/workflows",
            "{\"name\": \"\\u0000\", \"graph\": {\"nodes\":[],\"edges\":[]}}".into(),
            &[422],
        ),
        ("/api/v1/workflows", deep.clone(), &[400, 422]),
        ("/api/v1/workflows", deep_config, &[400, 422]),
        ("/api/v1/workflows/validate", deep, &[400]),
        ("/api/v1/workflows/import", "not json".into(), &[400, 422]),
        (
            "/api/v1/workflows/import",
            "{\"connections\": {}, \"nodes\": []}".into(),
            &[422],
        ),
        ("/api/v1/runs", "{}".into(), &[422]),
        (
            "/api/v1/runs",
            "{\"workflowVersionId\": \"wf_01k9v3e8s5e7cs0w3f6c1v9b4a\"}".into(),
            &[422],
        ),
        (
            "/api/v1/runs",
            "{\"workflowVersionId\": \"wv_01k9v3e8s5e7cs0w3f6c1v9b4a\", \"inputs\": {}}".into(),
            &[404],
        ),
        ("/api/v1/runs", "{\"workflowVersionId\": 5}".into(), &[422]),
        ("/api/v1/workflows/wf_nonsense/run", "{}".into(), &[404]),
        (
            "/api/v1/runs/run_01k9v3e8s5e7cs0w3f6c1v9b4a/cancel",
            String::new(),
            &[404],
        ),
    ];
    for (path, body, expected) in cases {
        let request = apex
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .body(body.clone());
        let (status, problem) = answer(request).await;
        let shown: String = body.chars().take(80).collect();
        assert!(
            expected.contains(&status.as_u16()),
            "POST {path} {shown}: {status} {problem}"
        );
        assert!(
            problem["code"].is_string() && problem["requestId"].is_string(),
            "{path} {shown}: {problem}"
        );
    }
    let (_, after) = apex.get("/api/v1/workflows").await;
    assert_eq!(before["total"], after["total"]);
}

#[tokio::test]
async fn bad_ids_queries_headers_and_methods_get_a_4xx_problem() {
    let apex = Apex::start();
    let gets = [
        ("/api/v1/runs/run_x", 404),
        ("/api/v1/runs/wf_01k9v3e8s5e7cs0w3f6c1v9b4a", 404),
        ("/api/v1/runs/%00", 404),
        ("/api/v1/runs/%ff%fe", 404),
        ("/api/v1/workflows/..%2f..%2fetc", 404),
        ("/api/v1/runs?page=0", 422),
        ("/api/v1/runs?page=-1", 422),
        ("/api/v1/runs?page=x", 422),
        ("/api/v1/runs?pageSize=1000", 422),
        ("/api/v1/runs?status=done", 422),
        ("/api/v1/runs?workflowId=run_x", 422),
        ("/api/v1/runs?surprise=1", 422),
        ("/api/v1/workflows?page=99999999999", 422),
        ("/api/v1/workflows?q=%00", 422),
        ("/api/v1/nothing-here", 404),
    ];
    for (path, expected) in gets {
        let (status, problem) = apex.get(path).await;
        assert_eq!(status.as_u16(), expected, "{path}: {problem}");
        assert!(problem["code"].is_string(), "{path}: {problem}");
    }
    assert_eq!(answer(apex.request(Method::PATCH, "/api/v1/runs")).await.0, 405);
    assert_eq!(
        answer(apex.request(Method::POST, "/api/v1/runs").body("{}")).await.0,
        415
    );
    let version = apex.publish(&pure()).await;
    let run = apex.begin(&version, json!({"message": "x"})).await;
    let stream = apex
        .request(Method::GET, &format!("/api/v1/runs/{run}/stream"))
        .header("last-event-id", "soon");
    assert_eq!(answer(stream).await.0, 400);
}

#[tokio::test]
async fn bodies_beyond_the_limit_are_refused_announced_or_not() {
    let apex = Apex::start();
    let big = format!("{{\"name\": \"{}\"}}", "x".repeat(20 * 1024 * 1024));
    let request = apex
        .request(Method::POST, "/api/v1/workflows/import")
        .header("content-type", "application/json");
    let (status, body) = answer(request.body(big)).await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (413, Some("body_too_large")));
    let chunks = futures::stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])));
    let request = apex
        .request(Method::POST, "/api/v1/workflows/import")
        .header("content-type", "application/json");
    let sent = request.body(reqwest::Body::wrap_stream(chunks)).send().await;
    // the server may close the connection while the client still sends
    if let Ok(response) = sent {
        assert_eq!(response.status(), 413);
    }
    assert_eq!(apex.get("/api/v1/status").await.0, 200);
}

#[tokio::test]
async fn ten_thousand_nodes_are_refused_by_their_limit() {
    let apex = Apex::start();
    let nodes: Vec<Value> = (0..10_000)
        .map(|i| json!({"id": format!("n{i}"), "type": "log"}))
        .collect();
    let (status, body) = apex
        .post("/api/v1/workflows/validate", &json!({"nodes": nodes, "edges": []}))
        .await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["valid"], false);
    assert!(body["problems"].to_string().contains("too_many_nodes"), "{body}");
}

#[tokio::test]
async fn wrong_inputs_are_named() {
    let apex = Apex::start();
    let version = apex.publish(&pure()).await;
    for (inputs, path) in [
        (json!({}), "/inputs/message"),
        (json!({"message": 5}), "/inputs/message"),
        (json!({"message": "x", "mesage": "y"}), "/inputs/mesage"),
    ] {
        let (status, body) = apex
            .post("/api/v1/runs", &json!({"workflowVersionId": version, "inputs": inputs}))
            .await;
        assert_eq!(
            (status.as_u16(), body["code"].as_str()),
            (422, Some("invalid_inputs")),
            "{body}"
        );
        assert_eq!(body["problems"][0]["path"], path, "{body}");
    }
    let (_, runs) = apex.get("/api/v1/runs").await;
    assert_eq!(runs["total"], 0);
}

#[tokio::test]
async fn the_stream_resumes_after_the_last_event_that_was_seen() {
    let apex = Apex::start();
    let version = apex.publish(&pure()).await;
    let run = apex.begin(&version, json!({"message": "x"})).await;
    apex.ended(&run).await;
    let read = |after: Option<i64>| {
        let mut request = apex.request(Method::GET, &format!("/api/v1/runs/{run}/stream"));
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        async move {
            let response = request.send().await.unwrap();
            if response.status() == StatusCode::NO_CONTENT {
                return String::new();
            }
            assert!(
                response.headers()["content-type"]
                    .to_str()
                    .unwrap()
                    .starts_with("text/event-stream")
            );
            response.text().await.unwrap()
        }
    };
    let ids = |text: &str| -> Vec<i64> {
        text.lines()
            .filter_map(|line| line.strip_prefix("id:"))
            .map(|id| id.trim().parse().unwrap())
            .collect()
    };
    let all = read(None).await;
    let seqs = ids(&all);
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "gapless from 1");
    for name in ["event: run", "event: step"] {
        assert!(all.contains(name), "{all}");
    }
    assert_eq!(ids(&read(Some(2)).await), seqs[2..]);
    assert_eq!(ids(&read(Some(seqs.len() as i64)).await), [] as [i64; 0]);
}

#[tokio::test]
async fn cancelling_ends_a_run_that_waits_or_works() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    upstream.hold("/held");
    let waits = json!({"nodes": [{"id": "start", "type": "start"}, {"id": "long", "type": "wait", "config": {"ms": 3_600_000}}], "edges": [{"from": "start", "to": "long"}]});
    let works = json!({"nodes": [{"id": "start", "type": "start"}, {"id": "call", "type": "http", "config": {"url": format!("{}/held", upstream.base)}}], "edges": [{"from": "start", "to": "call"}]});
    for (graph, step) in [(waits, "long"), (works, "call")] {
        let version = apex.publish(&graph).await;
        let run = apex.begin(&version, json!({})).await;
        reached(&apex, &run, step).await;
        let (status, _) = apex.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await;
        assert_eq!(status, 202);
        let ended = apex.ended(&run).await;
        assert_eq!(ended["status"], "cancelled", "{ended:#}");
        let (status, body) = apex.post(&format!("/api/v1/runs/{run}/cancel"), &json!({})).await;
        assert_eq!((status.as_u16(), body["code"].as_str()), (409, Some("run_finished")));
    }
}

/// Reads the run's stream until it tells of this step.
async fn reached(apex: &Apex, run: &str, step: &str) {
    let mut response = apex
        .request(Method::GET, &format!("/api/v1/runs/{run}/stream"))
        .send()
        .await
        .unwrap();
    let mut text = String::new();
    let wanted = format!("\"step\":\"{step}\"");
    let read = async {
        while let Some(chunk) = response.chunk().await.unwrap() {
            text.push_str(&String::from_utf8_lossy(&chunk));
            if text.contains(&wanted) {
                return;
            }
        }
        panic!("the run ended before {step}: {text}");
    };
    tokio::time::timeout(Duration::from_secs(30), read)
        .await
        .expect("the step is reached");
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_the_limit() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let graph = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "call", "type": "http", "retry": {"maxAttempts": 1}, "config": {"url": format!("{}/endless", upstream.base)}}],
        "edges": [{"from": "start", "to": "call"}],
    });
    let run = apex.execute(&graph, json!({})).await;
    assert_eq!(run["status"], "failed", "{run:#}");
    assert_eq!(run["steps"][1]["error"]["class"], "limit", "{run:#}");
}

#[tokio::test]
async fn an_expression_that_explodes_fails_its_step_and_leaves_the_server_up() {
    let apex = Apex::start();
    let bombs = [
        "{% set x = 'aaaaaaaaaaaaaaaa' %}{% for i in range(100000) %}{% for j in range(100000) %}{{ x }}{% endfor %}{% endfor %}",
        "{{ 'x' * 100000000000 }}",
        "{{ range(1000000000) | list }}",
    ];
    for bomb in bombs {
        let graph = json!({
            "nodes": [{"id": "start", "type": "start"}, {"id": "boom", "type": "transform", "config": {"output": {"x": bomb}}}],
            "edges": [{"from": "start", "to": "boom"}],
        });
        let (status, created) = apex
            .post("/api/v1/workflows", &json!({"name": "Bomb", "graph": graph}))
            .await;
        if status == 422 {
            continue;
        }
        let version = created["workflowVersionId"].as_str().unwrap();
        let run = apex.begin(version, json!({})).await;
        let run = apex.ended(&run).await;
        assert_eq!(run["status"], "failed", "{bomb}: {run:#}");
        assert_eq!(run["steps"][1]["error"]["class"], "expression", "{bomb}: {run:#}");
    }
    assert_eq!(apex.get("/api/v1/status").await.1["status"], "ok");
}

#[tokio::test]
async fn the_guard_keeps_steps_out_of_closed_networks() {
    let apex = Apex::start_with(&[("APEX_EGRESS_ALLOW", "")]);
    for url in [
        apex.base.clone(),
        "http://169.254.169.254/latest".into(),
        "http://[::1]:1/".into(),
        "file:///etc/passwd".into(),
    ] {
        let graph = json!({
            "nodes": [{"id": "start", "type": "start"}, {"id": "call", "type": "http", "config": {"url": url}}],
            "edges": [{"from": "start", "to": "call"}],
        });
        let (status, created) = apex
            .post("/api/v1/workflows", &json!({"name": "Closed", "graph": graph}))
            .await;
        if status == 422 {
            continue;
        }
        let run = apex
            .begin(created["workflowVersionId"].as_str().unwrap(), json!({}))
            .await;
        let run = apex.ended(&run).await;
        assert_eq!(run["status"], "failed", "{url}: {run:#}");
        assert_eq!(run["steps"][1]["attempts"], 1, "{url}: {run:#}");
    }
}

#[tokio::test]
async fn a_key_that_stands_twice_in_a_body_is_refused_with_its_path() {
    let apex = Apex::start();
    let node = r#"{"id": "start", "type": "start", "config": {}}"#;
    let twice = r#"{"id": "say", "type": "transform", "type": "log", "config": {"output": 1}}"#;
    let graph = |last: &str| format!(r#"{{"nodes": [{node}, {last}], "edges": [{{"from": "start", "to": "say"}}]}}"#);
    let send = |method: Method, path: &str, body: String| {
        let request = apex.request(method, path).header("content-type", "application/json");
        answer(request.header("if-match", "*").body(body))
    };
    let good = graph(r#"{"id": "say", "type": "transform", "config": {"output": 1}}"#);
    let create = "/api/v1/workflows";
    let (status, created) = send(Method::POST, create, format!(r#"{{"name": "Once", "graph": {good}}}"#)).await;
    assert_eq!(status, 201, "{created}");
    let save = format!("{create}/{}", created["id"].as_str().unwrap());
    for (method, path) in [(Method::POST, create), (Method::PUT, save.as_str())] {
        let body = format!(r#"{{"name": "Twice", "graph": {}}}"#, graph(twice));
        let (status, problem) = send(method.clone(), path, body).await;
        assert_eq!(
            (status.as_u16(), problem["code"].as_str()),
            (422, Some("invalid_body")),
            "{problem}"
        );
        assert_eq!(problem["problems"][0]["path"], "/graph/nodes/1/type", "{problem}");
        assert_eq!(problem["problems"][0]["code"], "duplicate_key");
        let body = format!(r#"{{"name": "One", "name": "Two", "graph": {good}}}"#);
        let (status, problem) = send(method, path, body).await;
        assert_eq!(
            (status.as_u16(), problem["problems"][0]["path"].as_str()),
            (422, Some("/name")),
            "{problem}"
        );
    }
    let (status, validation) = send(Method::POST, "/api/v1/workflows/validate", graph(twice)).await;
    assert_eq!((status.as_u16(), &validation["valid"]), (200, &json!(false)));
    assert_eq!(validation["problems"][0]["path"], "/nodes/1/type", "{validation}");
}
