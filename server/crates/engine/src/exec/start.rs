//! `start`: hands the run's inputs on.

use async_trait::async_trait;
use domain::run::StepError;

use super::{Executor, StepContext, StepResult};

pub(super) struct Start;

#[async_trait]
impl Executor for Start {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        Ok(StepResult::output(context.inputs.as_ref().clone()))
    }
}
