//! Another organisation's ids are as good as none.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Apex;
use crate::support::apex::answer;

fn pure() -> Value {
    json!({"nodes": [{"id": "start", "type": "start"}], "edges": []})
}

#[tokio::test]
async fn every_route_with_an_id_answers_404_for_another_organisations_id() {
    let apex = Apex::start();
    apex.create_org("rival");
    let rival = apex.create_key("rival", "*");
    let (_, created) = apex
        .post("/api/v1/workflows", &json!({"name": "Ours", "graph": pure()}))
        .await;
    let workflow = created["id"].as_str().unwrap().to_owned();
    let version = created["workflowVersionId"].as_str().unwrap().to_owned();
    let run = apex.begin(&version, json!({})).await;
    apex.ended(&run).await;

    let hook = json!({"name": "Ours", "webhook": {}});
    let (_, hook) = apex
        .post(&format!("/api/v1/workflows/{workflow}/triggers"), &hook)
        .await;
    let trigger = hook["trigger"]["id"].as_str().unwrap().to_owned();
    let test = format!("{}{}/test", apex.base, hook["path"].as_str().unwrap());
    let (_, captured) = answer(apex.client.post(test)).await;
    let delivery = captured["deliveryId"].as_str().unwrap().to_owned();

    let (_, document) = answer(apex.client.get(format!("{}/v3/api-docs", apex.base))).await;
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        if !path.contains("{id}") {
            continue;
        }
        let id = match path {
            path if path.contains("/workflow-versions/") => &version,
            path if path.contains("/runs/") || path.contains("/workflow-runs/") || path.contains("/dead-letters/") => {
                &run
            }
            path if path.contains("/triggers/{id}") => &trigger,
            path if path.contains("/deliveries/{id}") => &delivery,
            _ => &workflow,
        };
        for method in operations.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let url = format!("{}{}", apex.base, path.replace("{id}", id));
            let mut request = apex
                .client
                .request(method.clone(), url)
                .bearer_auth(&rival)
                .header("if-match", "*");
            if method != Method::GET && method != Method::DELETE {
                request = request.json(&body(&method, path));
            }
            let (status, body) = answer(request).await;
            assert_eq!(status, 404, "{method} {path}: {body}");
            tried += 1;
        }
    }
    assert!(tried >= 12, "{tried}");
    // nothing of ours was touched
    let (_, ours) = apex.get(&format!("/api/v1/workflows/{workflow}")).await;
    assert_eq!(ours["name"], "Ours");
    let start = json!({"workflowVersionId": version, "inputs": {}});
    let (status, _) = answer(
        apex.client
            .post(format!("{}/api/v1/runs", apex.base))
            .bearer_auth(&rival)
            .json(&start),
    )
    .await;
    assert_eq!(status, 404);
}

/// A body that could be taken, were the id one's own.
fn body(method: &Method, path: &str) -> Value {
    match path.rsplit('/').next() {
        Some("settings") => json!({}),
        Some("signals") => json!({"name": "paid"}),
        Some("triggers") => json!({"name": "Theirs", "webhook": {}}),
        Some("rotate") => json!({"what": "address"}),
        Some(_) | None if *method == Method::PUT => json!({"name": "Theirs", "graph": pure()}),
        Some(_) | None => json!({}),
    }
}

#[tokio::test]
async fn lists_hold_only_ones_own() {
    let apex = Apex::start();
    apex.create_org("rival");
    let rival = apex.create_key("rival", "*");
    apex.execute(&pure(), json!({})).await;
    for path in [
        "/api/v1/workflows",
        "/api/v1/runs",
        "/api/v1/dead-letters",
        "/api/v1/hitl",
    ] {
        let (status, body) = answer(apex.client.get(format!("{}{path}", apex.base)).bearer_auth(&rival)).await;
        assert_eq!((status.as_u16(), &body["total"]), (200, &json!(0)), "{path}");
    }
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let apex = Apex::start();
    let reader = apex.create_key("demo", "workflows:read");
    let call = |method: Method, path: &str, body: Option<Value>| {
        let request = apex
            .client
            .request(method, format!("{}{path}", apex.base))
            .bearer_auth(&reader);
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
    };
    assert_eq!(call(Method::GET, "/api/v1/workflows", None).await.0, 200);
    assert_eq!(call(Method::GET, "/api/v1/runs", None).await.0, 403);
    let (status, body) = call(
        Method::POST,
        "/api/v1/workflows",
        Some(json!({"name": "x", "graph": pure()})),
    )
    .await;
    assert_eq!((status.as_u16(), body["code"].as_str()), (403, Some("forbidden")));
}
