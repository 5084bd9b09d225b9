//! The starter workflows run green: offline, on a real server, in the mode that each was made for.

use serde_json::{Value, json};

use crate::support::Apex;
use crate::support::apex::answer;

/// Starters whose integration exists in mock mode only, and those that wait for a person.
const MOCK: &[&str] = &[
    "slack-notification.json",
    "google-sheets-append.json",
    "refund-approval.json",
];

fn files() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/starters");
    let mut all: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (
                entry.file_name().into_string().unwrap(),
                serde_json::from_str(&text).unwrap(),
            )
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[tokio::test]
async fn every_starter_runs_green_against_apex_itself() {
    let apex = Apex::start();
    let files = files();
    assert!(files.len() >= 6);
    for (name, graph) in files {
        let version = apex.publish(&graph).await;
        let mode = if MOCK.contains(&name.as_str()) { "mock" } else { "live" };
        let inputs = if graph.to_string().contains("\"base\"") {
            json!({"base": apex.base})
        } else {
            json!({})
        };
        let body = json!({"workflowVersionId": version, "inputs": inputs, "mode": mode});
        let (status, started) = apex.post("/api/v1/runs", &body).await;
        assert_eq!(status, 202, "{name}: {started}");
        let run = apex.ended(started["runId"].as_str().unwrap()).await;
        assert_eq!(run["status"], "succeeded", "{name}: {run:#}");
    }
}

#[tokio::test]
async fn the_demo_organisation_has_them_all_pointing_at_this_server() {
    let apex = Apex::start();
    let (_, list) = apex.get("/api/v1/workflows?pageSize=100").await;
    assert_eq!(list["total"], files().len());
    for item in list["items"].as_array().unwrap() {
        assert_eq!(item["version"], 1, "{item}");
        assert_eq!(item["hasChanges"], false, "{item}");
        let id = item["id"].as_str().unwrap();
        let (_, document) = apex.get(&format!("/api/v1/workflows/{id}/export")).await;
        let text = document.to_string();
        assert!(
            !text.contains("http://127.0.0.1:3000") || apex.base.ends_with(":3000"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_export_imports_as_the_same_document() {
    let apex = Apex::start();
    for (name, graph) in files() {
        let (status, report) = answer(
            apex.request(reqwest::Method::POST, "/api/v1/workflows/import")
                .json(&graph),
        )
        .await;
        assert_eq!(status, 201, "{name}: {report}");
        let id = report["id"].as_str().unwrap();
        let (_, exported) = apex.get(&format!("/api/v1/workflows/{id}/export")).await;
        assert_eq!(exported, graph, "{name}");
    }
}
