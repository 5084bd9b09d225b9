//! `transform`: its rendered `output` is its output.

use async_trait::async_trait;
use domain::run::StepError;

use super::{Executor, StepContext, StepResult};

pub(super) struct Transform;

#[async_trait]
impl Executor for Transform {
    async fn run(&self, mut context: StepContext) -> Result<StepResult, StepError> {
        Ok(StepResult::output(context.config.remove("output").unwrap_or_default()))
    }
}
