//! `sub_workflow`: says which workflow is to be started, and with what; the driver starts it.

use async_trait::async_trait;
use domain::run::StepError;
use ports::ChildVersion;
use serde_json::Value;

use super::setting::{given, integer, text, unusable};
use super::{ChildOrder, Executor, StepContext, StepResult};

pub(super) struct SubWorkflow;

#[async_trait]
impl Executor for SubWorkflow {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let config = &context.config;
        let workflow = text(config, "workflow")?;
        let inputs = match config.get("inputs") {
            Some(inputs @ Value::Object(_)) => inputs.clone(),
            None | Some(Value::Null) => Value::Object(serde_json::Map::new()),
            Some(_) => return Err(unusable("inputs", "is to be an object")),
        };
        Ok(StepResult::Start(ChildOrder {
            workflow: workflow
                .trim()
                .parse()
                .map_err(|_| unusable("workflow", "is to be the id of a workflow, such as wf_01k9…"))?,
            version: version(&context)?,
            inputs,
            wait: wait(config.get("wait"))?,
        }))
    }
}

fn version(context: &StepContext) -> Result<ChildVersion, StepError> {
    match given(&context.config, "version") {
        None => Ok(ChildVersion::Latest),
        Some(Value::String(word)) if word.trim() == "latest" => Ok(ChildVersion::Latest),
        Some(_) => {
            let number = integer(&context.config, "version", 1, u64::from(u32::MAX))?;
            Ok(number
                .and_then(|number| u32::try_from(number).ok())
                .map_or(ChildVersion::Latest, ChildVersion::Number))
        }
    }
}

/// Without a word the step waits.
fn wait(value: Option<&Value>) -> Result<bool, StepError> {
    match value {
        None | Some(Value::Null) => Ok(true),
        Some(Value::Bool(wait)) => Ok(*wait),
        Some(Value::String(word)) if word.trim() == "true" => Ok(true),
        Some(Value::String(word)) if word.trim() == "false" => Ok(false),
        Some(_) => Err(unusable("wait", "is to be true or false")),
    }
}
