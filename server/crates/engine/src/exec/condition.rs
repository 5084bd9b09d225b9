//! `condition`: leaves by `true` or `false`.

use async_trait::async_trait;
use domain::expr::truthy;
use domain::run::StepError;
use serde_json::{Value, json};

use super::{Executor, StepContext, StepResult};

pub(super) struct Condition;

#[async_trait]
impl Executor for Condition {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let result = truthy(context.config.get("if").unwrap_or(&Value::Null));
        Ok(StepResult::Done {
            output: json!({ "result": result }),
            port: result.to_string(),
        })
    }
}
