//! `for_each`: reads the items; the core runs the body.

use async_trait::async_trait;
use domain::limits::{MAX_CONCURRENCY, MAX_ITEMS, MAX_OUTPUT_BYTES};
use domain::plan::PlanStep;
use domain::run::{ErrorClass, StepError};
use serde_json::Value;

use super::setting::{integer, unusable};
use super::{Executor, StepContext, StepResult};
use crate::size::json_bytes;

/// Iterations at once of a loop that doesn't say.
const CONCURRENCY: usize = 1;

pub(super) struct ForEach;

#[async_trait]
impl Executor for ForEach {
    async fn run(&self, mut context: StepContext) -> Result<StepResult, StepError> {
        let Some(Value::Array(items)) = context.config.remove("items") else {
            return Err(unusable("items", "is to be a list"));
        };
        if items.len() > MAX_ITEMS {
            let message = format!("a loop takes at most {MAX_ITEMS} items, not {}", items.len());
            return Err(StepError::new(ErrorClass::Limit, "too_many_items", message));
        }
        if json_bytes(&items) > MAX_OUTPUT_BYTES {
            let message = format!("the items are larger than {MAX_OUTPUT_BYTES} bytes together");
            return Err(StepError::new(ErrorClass::Limit, "items_too_large", message));
        }
        let concurrency = integer(&context.config, "concurrency", 1, u64::from(MAX_CONCURRENCY))?;
        let concurrency = concurrency
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(CONCURRENCY);
        Ok(StepResult::Each { items, concurrency })
    }

    fn collects(&self, step: &PlanStep) -> bool {
        step.config.get("onItemError").and_then(Value::as_str) == Some("collect")
    }

    /// After a restart the number is not evaluated again: an expression counts as 1, which is always allowed.
    fn width(&self, step: &PlanStep) -> usize {
        match step.config.get("concurrency") {
            None | Some(Value::Null) => CONCURRENCY,
            Some(value) => value
                .as_u64()
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or(1),
        }
    }
}
