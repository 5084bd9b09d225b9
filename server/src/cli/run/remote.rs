//! On a server, by its API.

use std::time::Duration;

use domain::graph::Workflow;
use domain::run::{EventKind, RunEvent};
use futures::StreamExt;
use reqwest::{Client, RequestBuilder, StatusCode};
use rpc::{CreatedWorkflow, NewRun, RunBody, RunCreated};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{RunArgs, print};
use crate::cli::Failure;

/// How often a broken stream is taken up again.
const TRIES: u32 = 30;
/// The pause before that.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn run(args: &RunArgs, url: &str, workflow: &Workflow, inputs: Value) -> Result<RunBody, Failure> {
    let key = args
        .key
        .as_deref()
        .ok_or_else(|| Failure::bad_input("--url needs an API key: --key or APEX_API_KEY"))?;
    let api = Api {
        client: Client::new(),
        base: format!("{}/api/v1", url.trim_end_matches('/')),
        key: key.to_owned(),
    };
    let new = json!({ "name": workflow.name, "graph": workflow });
    let created: CreatedWorkflow = api.send(api.post("/workflows?origin=cli").json(&new)).await?;
    let version = created
        .workflow_version_id
        .ok_or_else(|| Failure::failed("the server published no version"))?;
    let new = NewRun {
        workflow_version_id: version,
        inputs,
        idempotency_key: None,
        mode: args.mode(),
    };
    let run: RunCreated = api.send(api.post("/runs").json(&new)).await?;
    api.follow(&format!("/runs/{}/stream", run.run_id)).await?;
    api.send(api.get(&format!("/runs/{}", run.run_id))).await
}

struct Api {
    client: Client,
    base: String,
    key: String,
}

impl Api {
    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.key)
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.key)
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let response = request.send().await.map_err(|error| Failure::with_causes(&error))?;
        let status = response.status();
        if status.is_success() {
            return response.json().await.map_err(|error| Failure::with_causes(&error));
        }
        Err(refusal(status, &response.json().await.unwrap_or_default()))
    }

    /// Prints events as they come, until the run ends. A stream that breaks is taken up where it broke.
    async fn follow(&self, path: &str) -> Result<(), Failure> {
        let mut seen = 0;
        for broken in 0..TRIES {
            if broken > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            let request = self.get(path).header("last-event-id", seen);
            let Ok(response) = request.send().await else { continue };
            let status = response.status();
            if status.is_client_error() {
                return Err(refusal(status, &response.json().await.unwrap_or_default()));
            }
            if status == StatusCode::NO_CONTENT || print_events(response, &mut seen).await {
                return Ok(());
            }
        }
        Err(Failure::failed(
            "the server's event stream broke off; the run goes on there",
        ))
    }
}

/// Prints what comes and remembers how far it came. True when the run has ended.
async fn print_events(response: reqwest::Response, seen: &mut i64) -> bool {
    let mut bytes = response.bytes_stream();
    let mut buffer: Vec<u8> = Vec::new();
    while let Some(Ok(chunk)) = bytes.next().await {
        buffer.extend_from_slice(&chunk);
        while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = buffer.drain(..=end).collect();
            let data = line.strip_prefix(b"data:".as_slice());
            let Some(event) = data.and_then(|data| serde_json::from_slice::<RunEvent>(data).ok()) else {
                continue;
            };
            print::progress(&event);
            *seen = event.seq;
            if matches!(event.kind, EventKind::RunFinished { .. }) {
                return true;
            }
        }
    }
    false
}

fn refusal(status: StatusCode, body: &Value) -> Failure {
    let detail = body
        .get("detail")
        .and_then(Value::as_str)
        .unwrap_or("the server gave no reason");
    let problems = body
        .get("problems")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let faults: Vec<String> = problems
        .iter()
        .map(|p| {
            format!(
                "\n      {} {}",
                p["path"].as_str().unwrap_or(""),
                p["message"].as_str().unwrap_or("")
            )
        })
        .collect();
    let message = format!("{status}: {detail}{}", faults.concat());
    // what the server calls bad input is bad input here too
    if matches!(status.as_u16(), 400 | 413 | 422) {
        Failure::bad_input(message)
    } else {
        Failure::failed(message)
    }
}
