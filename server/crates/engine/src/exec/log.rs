//! `log`: writes a line for people.

use async_trait::async_trait;
use domain::run::{LogLevel, StepError};
use serde_json::{Value, json};

use super::setting::unusable;
use super::{Executor, StepContext, StepResult};

pub(super) struct Log;

#[async_trait]
impl Executor for Log {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let level = level(context.config.get("level"))?;
        let message = match context.config.get("message") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        context.logs.write(level, message.clone());
        Ok(StepResult::output(json!({ "level": level, "message": message })))
    }
}

fn level(value: Option<&Value>) -> Result<LogLevel, StepError> {
    match value {
        None | Some(Value::Null) => Ok(LogLevel::Info),
        Some(value) => {
            serde_json::from_value(value.clone()).map_err(|_| unusable("level", "is to be debug, info, warn or error"))
        }
    }
}
