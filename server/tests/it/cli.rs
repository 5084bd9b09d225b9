//! The command line: exit codes, and a stdout that can be piped.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::{Apex, Upstream};

fn write(apex: &Apex, name: &str, document: &Value) -> String {
    let path = apex.path(name);
    std::fs::write(&path, document.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fetch() -> Value {
    json!({
        "schema": "apex.workflow/v1",
        "name": "Fetch",
        "nodes": [
            {"id": "start", "type": "start", "config": {"inputs": [{"name": "url", "type": "string", "required": true}]}},
            {"id": "fetch", "type": "http", "config": {"url": "{{ inputs.url }}"}},
            {"id": "out", "type": "transform", "config": {"output": {"path": "{{ steps.fetch.body.path }}", "status": "{{ steps.fetch.status }}"}}},
        ],
        "edges": [{"from": "start", "to": "fetch"}, {"from": "fetch", "to": "out"}],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn run_prints_the_output_and_nothing_else_to_stdout() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let file = write(&apex, "fetch.json", &fetch());
    let input = format!("url={}/hello", upstream.base);
    let plain = apex.run(&["run", &file, "--input", &input]);
    assert_eq!(plain.status.code(), Some(0), "{}", err(&plain));
    assert_eq!(
        serde_json::from_str::<Value>(&out(&plain)).unwrap(),
        json!({"path": "/hello", "status": 200})
    );
    assert!(err(&plain).contains("succeeded  fetch"), "{}", err(&plain));

    let as_json = apex.run(&["run", &file, "--input", &input, "--json"]);
    let body: Value = serde_json::from_str(&out(&as_json)).unwrap();
    assert_eq!(body["status"], "succeeded");
    assert_eq!(body["output"]["path"], "/hello");
    assert_eq!(body["steps"][1]["attempts"], 1);
    assert_eq!(upstream.calls("/hello"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn run_works_alone_on_a_fresh_folder_and_leaves_no_server_behind() {
    let upstream = Upstream::start().await;
    let mut apex = Apex::start();
    apex.stop();
    let file = write(&apex, "fetch.json", &fetch());
    let alone = apex.run(&["run", &file, "--input", &format!("url={}/alone", upstream.base)]);
    assert_eq!(alone.status.code(), Some(0), "{}", err(&alone));
    let left = apex.data_dir().join("postgres/data/postmaster.pid");
    assert!(!left.exists(), "the last one out stops the private Postgres");
}

#[tokio::test(flavor = "multi_thread")]
async fn run_on_a_server_gives_the_same_body() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let file = write(&apex, "fetch.json", &fetch());
    let input = format!("url={}/far", upstream.base);
    let far = apex.run(&[
        "run", &file, "--input", &input, "--url", &apex.base, "--key", &apex.key, "--json",
    ]);
    assert_eq!(far.status.code(), Some(0), "{}", err(&far));
    let body: Value = serde_json::from_str(&out(&far)).unwrap();
    assert_eq!(body["output"], json!({"path": "/far", "status": 200}));

    let again = apex.run(&[
        "run", &file, "--input", &input, "--url", &apex.base, "--key", &apex.key, "--json",
    ]);
    let again: Value = serde_json::from_str(&out(&again)).unwrap();
    assert_eq!(
        again["workflowVersionId"], body["workflowVersionId"],
        "the same file is the same version"
    );
    assert_ne!(again["id"], body["id"]);
    let (_, list) = apex.get("/api/v1/workflows?q=Fetch&pageSize=100").await;
    let names = list["items"].as_array().unwrap().iter().map(|item| &item["name"]);
    assert!(
        names.clone().all(|name| name != "Fetch"),
        "files that are only run are not listed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_run_ends_with_1_and_names_step_cause_and_attempts() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let mut graph = fetch();
    graph["nodes"][1]["retry"] =
        json!({"maxAttempts": 3, "backoff": "fixed", "initialMs": 1, "maxMs": 1, "jitter": false});
    let file = write(&apex, "fail.json", &graph);
    let failed = apex.run(&[
        "run",
        &file,
        "--input",
        &format!("url={}/status/503", upstream.base),
        "--json",
    ]);
    assert_eq!(failed.status.code(), Some(1), "{}", err(&failed));
    let body: Value = serde_json::from_str(&out(&failed)).unwrap();
    assert_eq!(body["status"], "dead", "all of several attempts are used up");
    assert_eq!(body["error"]["stepId"], "fetch");
    assert_eq!(body["error"]["attempts"], 3);
    assert!(body["error"]["message"].as_str().unwrap().contains("503"), "{body:#}");
    assert_eq!(upstream.calls("/status/503"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_error_is_not_repeated() {
    let upstream = Upstream::start().await;
    let apex = Apex::start();
    let file = write(&apex, "fetch.json", &fetch());
    let failed = apex.run(&["run", &file, "--input", &format!("url={}/status/404", upstream.base)]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(upstream.calls("/status/404"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_ends_with_2_and_nothing_on_stdout() {
    let apex = Apex::start();
    let good = write(&apex, "good.json", &fetch());
    let mut cyclic = fetch();
    cyclic["edges"]
        .as_array_mut()
        .unwrap()
        .push(json!({"from": "out", "to": "fetch"}));
    let cyclic = write(&apex, "cyclic.json", &cyclic);
    let broken = apex.path("broken.json");
    std::fs::write(&broken, "{\"nodes\": [").unwrap();
    let cases: &[&[&str]] = &[
        &["run", &good],
        &["run", &good, "--input", "url"],
        &["run", &good, "--input", "wrong=1"],
        &["run", &cyclic, "--input", "url=x"],
        &["run", broken.to_str().unwrap()],
        &["run", "no-such-file.json"],
        &["run", &good, "--input", "url=x", "--org", "nobody"],
        &["run"],
        &["no-such-command"],
        &[
            "admin",
            "create-key",
            "--org",
            "demo",
            "--name",
            "x",
            "--scope",
            "everything",
        ],
    ];
    for args in cases {
        let output = apex.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{args:?}");
        assert!(!err(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn validate_prints_pointers_and_ends_with_0_or_2() {
    let apex = Apex::start();
    let good = write(&apex, "good.json", &fetch());
    assert_eq!(apex.run(&["validate", &good]).status.code(), Some(0));
    let mut bad = fetch();
    bad["nodes"][1]["type"] = json!("htttp");
    bad["edges"][0]["to"] = json!("nowhere");
    let bad = write(&apex, "bad.json", &bad);
    let output = apex.run(&["validate", &bad]);
    assert_eq!(output.status.code(), Some(2));
    let text = out(&output);
    assert!(text.contains("/nodes/1/type") && text.contains("/edges/0/to"), "{text}");
    assert!(text.contains("http"), "the nearest name is told: {text}");
}

#[test]
fn schema_and_config_print_what_they_should() {
    let apex = Apex::start_with(&[("APEX_SECRET__DEMO__API_TOKEN", "hush-hush-hush")]);
    let schema: Value = serde_json::from_str(&out(&apex.run(&["schema", "workflow"]))).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("2020-12"));
    let config = out(&apex.run(&["config"]));
    assert!(config.contains("APEX_ADDR=127.0.0.1:0"), "{config}");
    assert!(
        config.contains("DEMO__API_TOKEN") && !config.contains("hush"),
        "{config}"
    );
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let apex = Apex::start();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_apex"))
        .arg("config")
        .env("APEX_ADDR", "nonsense")
        .current_dir(apex.path("."))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("APEX_ADDR"), "{}", err(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_reaches_the_request_and_nothing_else() {
    let upstream = Upstream::start().await;
    let apex = Apex::start_with(&[("APEX_SECRET__DEMO__API_TOKEN", "hush-hush-hush")]);
    let mut graph = fetch();
    graph["nodes"][1]["config"]["headers"] = json!({"idempotency-key": "{{ secrets.api_token }}"});
    let file = write(&apex, "secret.json", &graph);
    let run = apex.run(&["run", &file, "--input", &format!("url={}/x", upstream.base), "--json"]);
    assert_eq!(run.status.code(), Some(0), "{}", err(&run));
    assert_eq!(upstream.keys(), ["hush-hush-hush"]);
    assert!(!out(&run).contains("hush") && !err(&run).contains("hush"));
    let id = serde_json::from_str::<Value>(&out(&run)).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let stream = apex
        .request(reqwest::Method::GET, &format!("/api/v1/runs/{id}/stream"))
        .send()
        .await
        .unwrap();
    let journal = stream.text().await.unwrap();
    assert!(
        journal.contains("step_started") && !journal.contains("hush"),
        "{journal}"
    );
}
