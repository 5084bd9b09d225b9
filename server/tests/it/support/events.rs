//! A reader of a run's event stream, who can stop in the middle.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);

/// An open event stream.
pub(crate) struct Events {
    response: reqwest::Response,
    text: String,
    /// Ids of the events read so far.
    pub(crate) ids: Vec<i64>,
}

impl Events {
    /// Opens it, after the event of this id.
    pub(crate) async fn open(request: RequestBuilder, after: Option<i64>) -> Self {
        let request = match after {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.status());
        Self {
            response,
            text: String::new(),
            ids: Vec::new(),
        }
    }

    /// The next event; none at the end of the stream.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(event) = self.read(&frame) {
                    return Some(event);
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("something comes within a minute")
                .unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Reads on until an event of this type and step has come.
    pub(crate) async fn until(&mut self, kind: &str, step: &str) -> Value {
        while let Some(event) = self.next().await {
            if event["type"] == kind && event["step"] == step {
                return event;
            }
        }
        panic!("the stream ended without {kind} of {step}");
    }

    /// Reads to the end, and gives the last event.
    pub(crate) async fn end(&mut self) -> Value {
        let mut last = Value::Null;
        while let Some(event) = self.next().await {
            last = event;
        }
        last
    }

    fn read(&mut self, frame: &str) -> Option<Value> {
        let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name));
        // comments keep the connection open
        let data = field("data: ")?;
        self.ids.push(field("id: ")?.parse().unwrap());
        Some(serde_json::from_str(data).unwrap())
    }
}
