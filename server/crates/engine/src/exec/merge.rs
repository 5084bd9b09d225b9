//! `merge`: an object of the outputs that arrived, by the id of their step.

use async_trait::async_trait;
use domain::plan::PlanStep;
use domain::run::StepError;
use serde_json::{Map, Value};

use super::{Executor, StepContext, StepResult};
use crate::core::Join;

pub(super) struct Merge;

#[async_trait]
impl Executor for Merge {
    async fn run(&self, context: StepContext) -> Result<StepResult, StepError> {
        let arrived = context
            .sources
            .iter()
            .map(|(id, output)| (id.clone(), output.as_ref().clone()));
        Ok(StepResult::output(Value::Object(arrived.collect::<Map<_, _>>())))
    }

    fn join(&self, step: &PlanStep) -> Join {
        match step.config.get("mode").and_then(Value::as_str) {
            Some("any") => Join::AtLeast(1),
            Some("count") => {
                let count = step.config.get("count").and_then(Value::as_u64);
                Join::AtLeast(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(1))
            }
            Some(_) | None => Join::All,
        }
    }
}
