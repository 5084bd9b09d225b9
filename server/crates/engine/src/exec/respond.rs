//! `respond`: the answer of the run.

use async_trait::async_trait;
use domain::run::StepError;
use serde_json::{Map, Value, json};

use super::setting::{integer, unusable};
use super::{Executor, StepContext, StepResult};

pub(super) struct Respond;

#[async_trait]
impl Executor for Respond {
    async fn run(&self, mut context: StepContext) -> Result<StepResult, StepError> {
        let status = integer(&context.config, "status", 100, 599)?.unwrap_or(200);
        let headers = match context.config.remove("headers") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(headers)) => headers,
            Some(_) => return Err(unusable("headers", "is to be an object")),
        };
        let body = context.config.remove("body").unwrap_or_default();
        Ok(StepResult::output(
            json!({ "status": status, "headers": headers, "body": body }),
        ))
    }
}
