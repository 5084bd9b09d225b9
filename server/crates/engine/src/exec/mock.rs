//! The answers of a mock run: the node's own, else its kind's documented sample.

use domain::plan::PlanStep;
use domain::run::{ErrorClass, StepError};
use serde_json::{Map, Value};

/// What an effect step answers in a mock run. The settings are rendered, so that a bad expression shows there too.
pub(crate) fn answer(step: &PlanStep, config: &Map<String, Value>) -> Value {
    step.mock.clone().unwrap_or_else(|| (step.kind.sample)(config))
}

pub(super) fn mock_only(name: &str) -> StepError {
    let message =
        format!("{name} steps answer in mock runs only, for now: run the workflow in mock mode, or use an HTTP step");
    StepError::new(ErrorClass::Config, "mock_only", message)
}
