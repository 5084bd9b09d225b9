//! `switch`: leaves by the port of the first case that equals the value, else by `default`.

use async_trait::async_trait;
use domain::run::StepError;
use serde_json::{Value, json};

use super::{Executor, StepContext, StepResult};

const ELSE_PORT: &str = "default";

pub(super) struct Switch;

#[async_trait]
impl Executor for Switch {
    async fn run(&self, mut context: StepContext) -> Result<StepResult, StepError> {
        let value = context.config.remove("value").unwrap_or_default();
        let cases = context
            .config
            .get("cases")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let taken = cases
            .iter()
            .find(|case| case.get("equals").is_some_and(|wanted| equal(wanted, &value)));
        let port = taken
            .and_then(|case| case.get("port"))
            .or_else(|| context.config.get("default"));
        let port = port.and_then(Value::as_str).unwrap_or(ELSE_PORT).to_owned();
        Ok(StepResult::Done {
            output: json!({ "value": value, "port": port }),
            port,
        })
    }
}

/// JSON equality, but 1 is 1.0. Text is never equal to a number.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _other_kinds => a == b,
    }
}
