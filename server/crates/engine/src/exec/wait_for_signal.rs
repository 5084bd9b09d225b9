//! `wait_for_signal`: until somebody says the word, or the time is up. The core hears signals.

use async_trait::async_trait;
use domain::run::StepError;

use super::setting::{text, time_after};
use super::{Executor, StepContext, StepResult};

pub(super) struct WaitForSignal;

#[async_trait]
impl Executor for WaitForSignal {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        Ok(StepResult::Await {
            name: text(&context.config, "name")?,
            until: time_after(&context.config, "timeoutMs", context.now)?,
        })
    }
}
