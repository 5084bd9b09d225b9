//! What a graph leaves behind: exactly one succeeded leaf gives its output, several give an object by leaf id, none
//! gives null. Skipped leaves don't count.

use serde_json::{Map, Value};

use super::frame::Frame;

pub(super) fn output_of(frame: &Frame) -> Value {
    let mut leaves: Vec<(&str, Value)> = Vec::new();
    for (step, slot) in frame.program.steps().iter().zip(&frame.slots) {
        if step.outgoing.is_empty() && step.compensates.is_none() && slot.succeeded() {
            leaves.push((step.id.as_str(), slot.output.as_deref().cloned().unwrap_or(Value::Null)));
        }
    }
    match leaves.len() {
        0 => Value::Null,
        1 => leaves.remove(0).1,
        _ => Value::Object(
            leaves
                .into_iter()
                .map(|(id, value)| (id.to_owned(), value))
                .collect::<Map<_, _>>(),
        ),
    }
}
