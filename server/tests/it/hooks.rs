//! Webhooks and schedules over real HTTP, with a worker that runs what they start.

use std::collections::HashSet;
use std::time::Duration;

use auth::webhook::sign;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Apex;
use crate::support::apex::answer;

fn echo() -> Value {
    json!({
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "say", "type": "respond", "config": {
                "status": 201,
                "headers": {"content-type": "text/html", "set-cookie": "apex_session=stolen", "x-order": "{{ inputs.event.body.order }}"},
                "body": "<script>alert(1)</script>",
            }},
        ],
        "edges": [{"from": "start", "to": "say"}],
    })
}

fn quiet() -> Value {
    json!({"nodes": [{"id": "start", "type": "start"}], "edges": []})
}

struct Hook {
    id: String,
    url: String,
    secret: Option<String>,
}

async fn workflow(apex: &Apex, graph: &Value) -> String {
    let (status, made) = apex
        .post("/api/v1/workflows", &json!({"name": "Called", "graph": graph}))
        .await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

async fn hook(apex: &Apex, graph: &Value, config: &Value) -> Hook {
    let workflow = workflow(apex, graph).await;
    let new = json!({"name": "Orders", "webhook": config});
    let (status, made) = apex.post(&format!("/api/v1/workflows/{workflow}/triggers"), &new).await;
    assert_eq!(status, 201, "{made}");
    Hook {
        id: made["trigger"]["id"].as_str().unwrap().to_owned(),
        url: format!("{}{}", apex.base, made["path"].as_str().unwrap()),
        secret: made["secret"].as_str().map(ToOwned::to_owned),
    }
}

#[tokio::test]
async fn a_hook_answers_at_once_and_a_repeat_gets_the_same_run() {
    let apex = Apex::start();
    let hook = hook(&apex, &quiet(), &json!({})).await;
    let send = || {
        apex.client
            .post(&hook.url)
            .header("webhook-id", "msg_1")
            .json(&json!({"order": 1}))
    };
    let first = send().send().await.unwrap();
    assert_eq!(first.status(), StatusCode::ACCEPTED);
    let location = first.headers()["location"].to_str().unwrap().to_owned();
    let body: Value = first.json().await.unwrap();
    assert_eq!(location, format!("/api/v1/runs/{}", body["runId"].as_str().unwrap()));
    let many = futures::future::join_all((0..10).map(|_| answer(send()))).await;
    let ids: HashSet<String> = many
        .iter()
        .map(|(status, body)| {
            assert_eq!(*status, 200, "{body}");
            body["runId"].to_string()
        })
        .collect();
    assert_eq!(ids, HashSet::from([body["runId"].to_string()]));
    let run = apex.ended(body["runId"].as_str().unwrap()).await;
    assert_eq!(run["status"], "succeeded");
    let (_, list) = apex.get("/api/v1/runs").await;
    assert_eq!(
        (&list["total"], &list["items"][0]["trigger"]),
        (&json!(1), &json!("webhook"))
    );
}

#[tokio::test]
async fn the_run_s_respond_is_the_answer_and_never_a_page_of_apex() {
    let apex = Apex::start();
    let hook = hook(&apex, &echo(), &json!({"answer": "respond"})).await;
    let response = apex
        .client
        .post(&hook.url)
        .json(&json!({"order": "A1"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    let headers = response.headers();
    assert_eq!(
        (&headers["content-type"], &headers["x-order"]),
        (&"text/html".parse().unwrap(), &"A1".parse().unwrap())
    );
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(!headers.contains_key("set-cookie"));
    let run = headers["x-apex-run-id"].to_str().unwrap().to_owned();
    assert_eq!(response.text().await.unwrap(), "<script>alert(1)</script>");
    assert_eq!(apex.ended(&run).await["status"], "succeeded");
}

#[tokio::test]
async fn a_run_that_says_nothing_or_fails_is_told_so_and_one_that_is_late_goes_on() {
    let apex = Apex::start();
    let respond = json!({"answer": "respond"});
    let silent = hook(&apex, &quiet(), &respond).await;
    let (status, body) = answer(apex.client.post(&silent.url)).await;
    assert_eq!((status.as_u16(), &body["status"]), (200, &json!("succeeded")));
    let failing = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "x", "type": "transform", "config": {"output": {"x": "{{ 1 / 0 }}"}}}],
        "edges": [{"from": "start", "to": "x"}],
    });
    let failing = hook(&apex, &failing, &respond).await;
    let (status, body) = answer(apex.client.post(&failing.url)).await;
    assert_eq!((status.as_u16(), &body["code"]), (502, &json!("run_failed")));
    let slow = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "w", "type": "wait", "config": {"ms": 3_000}}],
        "edges": [{"from": "start", "to": "w"}],
    });
    let slow = hook(&apex, &slow, &json!({"answer": "respond", "timeoutSeconds": 1})).await;
    let (status, body) = answer(apex.client.post(&slow.url)).await;
    assert_eq!(status, 202);
    assert_eq!(apex.ended(body["runId"].as_str().unwrap()).await["status"], "succeeded");
    // a caller that hangs up ends nothing
    let hung = apex
        .client
        .post(&slow.url)
        .timeout(Duration::from_millis(300))
        .send()
        .await;
    assert!(hung.unwrap_err().is_timeout());
    let (_, list) = apex.get("/api/v1/runs").await;
    let newest = list["items"][0]["id"].as_str().unwrap();
    assert_eq!(apex.ended(newest).await["status"], "succeeded");
}

#[tokio::test]
async fn only_a_signature_opens_a_signed_hook() {
    let apex = Apex::start();
    let hook = hook(&apex, &quiet(), &json!({"auth": {"type": "signature"}})).await;
    let secret = hook.secret.clone().unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs()
        .cast_signed();
    let signed = |at: i64| {
        let signature = sign(&secret, "m", at, b"{}").unwrap();
        let request = apex.client.post(&hook.url).body("{}").header("webhook-id", "m");
        answer(
            request
                .header("webhook-timestamp", at.to_string())
                .header("webhook-signature", signature),
        )
    };
    assert_eq!(signed(now).await.0, 202);
    assert_eq!(signed(now).await.0, 200);
    let (status, body) = signed(now - 600).await;
    assert_eq!((status.as_u16(), &body["code"]), (401, &json!("hook_stale")));
    let (status, body) = answer(apex.client.post(&hook.url).body("{}")).await;
    assert_eq!((status.as_u16(), &body["code"]), (401, &json!("hook_unproven")));
    let (_, seen) = apex.get(&format!("/api/v1/triggers/{}/deliveries", hook.id)).await;
    assert_eq!(seen["total"], 3);
}

#[tokio::test]
async fn rubbish_at_a_hook_is_a_clear_answer_and_no_run() {
    let apex = Apex::start();
    let hook = hook(&apex, &quiet(), &json!({})).await;
    let post = |url: &str| apex.client.post(url.to_owned());
    let unknown = format!("{}/hooks/{}", apex.base, "A".repeat(43));
    let huge = vec![b'x'; 300 * 1024];
    let vast = vec![b'x'; 2 * 1024 * 1024];
    let cases = [
        (answer(post(&unknown)).await, 404),
        (answer(post(&format!("{}/hooks/x", apex.base))).await, 404),
        (answer(post(&format!("{}x", hook.url))).await, 404),
        (answer(apex.client.get(&hook.url)).await, 405),
        (answer(post(&hook.url).body(huge)).await, 413),
        (answer(post(&hook.url).body(vast)).await, 413),
        (
            answer(post(&hook.url).header("content-type", "application/json").body("{")).await,
            400,
        ),
        // an authorization of the caller's own is not taken for an API key
        (answer(post(&hook.url).bearer_auth("theirs")).await, 202),
        // a cookie that comes along from elsewhere means nothing
        (
            answer(
                post(&hook.url)
                    .header("sec-fetch-site", "cross-site")
                    .header("cookie", "apex_session=x"),
            )
            .await,
            202,
        ),
    ];
    for ((status, body), wanted) in cases {
        assert_eq!(status.as_u16(), wanted, "{body}");
    }
    let off = apex
        .request(Method::PATCH, &format!("/api/v1/triggers/{}", hook.id))
        .json(&json!({"enabled": false}));
    assert_eq!(answer(off).await.0, 200);
    assert_eq!(answer(post(&hook.url)).await.0, 410);
    let (status, body) = answer(post(&format!("{}/test", hook.url)).json(&json!({"a": 1}))).await;
    assert_eq!(status, 200, "{body}");
    let (_, event) = apex
        .get(&format!("/api/v1/deliveries/{}", body["deliveryId"].as_str().unwrap()))
        .await;
    assert_eq!(event["event"]["body"], json!({"a": 1}));
    let delete = apex.request(Method::DELETE, &format!("/api/v1/triggers/{}", hook.id));
    assert_eq!(answer(delete).await.0, 204);
    assert_eq!(answer(post(&hook.url)).await.0, 404);
}

#[tokio::test]
async fn a_schedule_starts_runs_by_itself() {
    let apex = Apex::start();
    let workflow = workflow(&apex, &quiet()).await;
    let path = format!("/api/v1/workflows/{workflow}/triggers");
    let (status, refused) = apex
        .post(&path, &json!({"name": "Never", "schedule": {"cron": "0 0 30 2 *"}}))
        .await;
    assert_eq!(
        (status.as_u16(), &refused["problems"][0]["code"]),
        (422, &json!("never_fires"))
    );
    let (status, made) = apex
        .post(&path, &json!({"name": "Often", "schedule": {"cron": "* * * * * *"}}))
        .await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["trigger"]["next"].as_array().unwrap().len(), 5);
    let two = async {
        loop {
            let (_, list) = apex.get("/api/v1/runs").await;
            if list["total"].as_u64().unwrap() >= 2 {
                return list;
            }
        }
    };
    let list = tokio::time::timeout(Duration::from_secs(30), two)
        .await
        .expect("it starts by itself");
    assert_eq!(list["items"][0]["trigger"], "schedule");
}

#[tokio::test]
async fn a_failure_starts_the_workflow_that_is_to_be_told() {
    let apex = Apex::start();
    let handler = workflow(&apex, &quiet()).await;
    let failing = json!({
        "nodes": [{"id": "start", "type": "start"}, {"id": "x", "type": "transform", "config": {"output": {"x": "{{ 1 / 0 }}"}}}],
        "edges": [{"from": "start", "to": "x"}],
    });
    let (_, failing) = apex
        .post("/api/v1/workflows", &json!({"name": "Fails", "graph": failing}))
        .await;
    let path = format!("/api/v1/workflows/{}/settings", failing["id"].as_str().unwrap());
    let set = apex
        .request(Method::PUT, &path)
        .json(&json!({"errorWorkflowId": handler}));
    assert_eq!(answer(set).await.0, 200);
    let run = apex
        .begin(failing["workflowVersionId"].as_str().unwrap(), json!({}))
        .await;
    assert_eq!(apex.ended(&run).await["status"], "failed");
    let told = async {
        loop {
            let (_, list) = apex.get(&format!("/api/v1/runs?workflowId={handler}")).await;
            if list["total"] == 1 {
                return list["items"][0].clone();
            }
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(30), told)
        .await
        .expect("it is told");
    assert_eq!(told["trigger"], "error");
}
