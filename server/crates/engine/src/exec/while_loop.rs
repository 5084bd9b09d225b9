//! `while`: reads whether its body is to run once more; the core runs it.

use async_trait::async_trait;
use domain::expr::truthy;
use domain::limits::MAX_TURNS;
use domain::run::StepError;
use serde_json::Value;

use super::setting::{integer, unusable};
use super::{Executor, StepContext, StepResult};
use crate::core::Turn;

pub(super) struct While;

#[async_trait]
impl Executor for While {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let config = &context.config;
        let most = integer(config, "max", 1, u64::from(MAX_TURNS))?
            .and_then(|most| u32::try_from(most).ok())
            .ok_or_else(|| unusable("max", "is to be given"))?;
        Ok(StepResult::Turn(Turn {
            goes_on: truthy(config.get("while").unwrap_or(&Value::Null)),
            most,
            is_lenient: config.get("onMax").and_then(Value::as_str) == Some("continue"),
        }))
    }
}
