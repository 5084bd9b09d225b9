//! Whether the values given to a run fit what its workflow declares.

use std::io;

use serde_json::{Map, Value};

use super::InputSpec;
use crate::limits::MAX_INPUT_BYTES;
use crate::problem::{Problem, join};
use crate::report::Report;

/// The inputs of a run, with defaults filled in. `null` counts as none given; a workflow that declares no inputs takes
/// any.
///
/// # Errors
/// Everything that doesn't fit, with pointers from the inputs object (`/url`).
pub fn check_inputs(specs: &[InputSpec], given: &Value) -> Result<Value, Vec<Problem>> {
    let mut report = Report::default();
    let empty = Map::new();
    let given = match given {
        Value::Null => &empty,
        Value::Object(map) => map,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Err(vec![Problem::error(
                "",
                "wrong_type",
                "the inputs of a run are an object, one value by name",
            )]);
        }
    };
    if too_large(given) {
        return Err(vec![
            Problem::error(
                "",
                "inputs_too_large",
                format!("the inputs of a run may have {MAX_INPUT_BYTES} bytes of JSON"),
            )
            .hint("Put large data where a step can fetch it, and pass its address."),
        ]);
    }
    if specs.is_empty() {
        return Ok(Value::Object(given.clone()));
    }
    report_unknown(specs, given, &mut report);
    let values: Map<String, Value> = specs
        .iter()
        .filter_map(|spec| Some((spec.name.clone(), value_of(spec, given, &mut report)?)))
        .collect();
    if report.has_errors() {
        Err(report.finish())
    } else {
        Ok(Value::Object(values))
    }
}

fn report_unknown(specs: &[InputSpec], given: &Map<String, Value>, report: &mut Report) {
    for name in given
        .keys()
        .filter(|name| !specs.iter().any(|spec| spec.name == **name))
    {
        let shown: String = name.chars().take(80).collect();
        let hint = report.did_you_mean(name, specs.iter().map(|spec| spec.name.as_str()));
        let message = format!("the workflow has no input `{shown}`");
        report.push(Problem::error(join("", name), "unknown_input", message).hint(hint));
    }
}

/// The value that a run sees; an optional input that nobody gave is null.
fn value_of(spec: &InputSpec, given: &Map<String, Value>, report: &mut Report) -> Option<Value> {
    let value = given.get(&spec.name).filter(|value| !value.is_null());
    match (value, &spec.default) {
        (Some(value), _) if spec.kind.accepts(value) => Some(value.clone()),
        (Some(_), _) => {
            let message = format!("the input `{}` has to be {}", spec.name, spec.kind.noun());
            report.push(Problem::error(join("", &spec.name), "wrong_type", message));
            None
        }
        (None, Some(default)) if !default.is_null() => Some(default.clone()),
        (None, Some(_) | None) if spec.required => {
            let message = format!("the input `{}` is missing", spec.name);
            report.push(
                Problem::error(join("", &spec.name), "missing_input", message)
                    .hint(format!("It is {}.", spec.kind.noun())),
            );
            None
        }
        (None, Some(_) | None) => Some(Value::Null),
    }
}

/// Counts without building the text.
struct Counter {
    left: usize,
}

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn too_large(given: &Map<String, Value>) -> bool {
    serde_json::to_writer(Counter { left: MAX_INPUT_BYTES }, given).is_err()
}
