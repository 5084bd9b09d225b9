//! `approval`: words the question; the core waits for the answer.

use async_trait::async_trait;
use domain::limits::{MAX_ASSIGNEES, MAX_NAME_CHARS};
use domain::run::{ApprovalRequest, StepError};
use serde_json::{Map, Value};

use super::setting::{text, time_after, unusable};
use super::{Executor, StepContext, StepResult};

pub(super) struct Approval;

#[async_trait]
impl Executor for Approval {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let config = &context.config;
        Ok(StepResult::Ask(Box::new(ApprovalRequest {
            title: text(config, "title")?.chars().take(MAX_NAME_CHARS).collect(),
            message: text(config, "message")?,
            assignees: people(config, "assignees")?,
            fields: config.get("fields").cloned().unwrap_or_default(),
            until: time_after(config, "timeoutMs", context.now)?,
            escalate_at: time_after(config, "escalateAfterMs", context.now)?,
            escalate_to: people(config, "escalateTo")?,
        })))
    }
}

/// A list of names, or one text with commas.
fn people(config: &Map<String, Value>, name: &str) -> Result<Vec<String>, StepError> {
    let wrong = || unusable(name, "is to be a list of texts, or one text with commas");
    let people: Vec<String> = match config.get(name) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => text.split(',').map(ToOwned::to_owned).collect(),
        Some(Value::Array(items)) => {
            let texts = items.iter().map(|item| item.as_str().map(ToOwned::to_owned));
            texts.collect::<Option<_>>().ok_or_else(wrong)?
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => return Err(wrong()),
    };
    if people.len() > MAX_ASSIGNEES {
        return Err(unusable(name, &format!("names at most {MAX_ASSIGNEES}")));
    }
    let people = people.iter().map(|name| name.trim().to_owned());
    Ok(people.filter(|name| !name.is_empty()).collect())
}
