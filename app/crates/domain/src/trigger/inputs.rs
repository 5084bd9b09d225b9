//! From what happened to the inputs of a run.
//!
//! One rule for all triggers: the event as a whole goes to the input `event`, parts of it to inputs of their own
//! names, and nothing goes where the workflow asks for nothing of the kind. A workflow that declares no inputs gets
//! `event`.

use serde_json::{Map, Value};

use crate::inputs::{InputSpec, InputType};

/// The input that takes the event as a whole.
const EVENT: &str = "event";

/// What a trigger has to offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The event as a whole.
    pub event: Value,
    /// Its parts by name; the first of two with one name wins.
    pub parts: Vec<(String, Value)>,
}

/// The inputs for a workflow that declares these: to be checked like any other inputs.
#[must_use]
pub fn offered(specs: &[InputSpec], offer: Offer) -> Value {
    let Offer { event, parts } = offer;
    let mut inputs = Map::new();
    if specs.is_empty() || specs.iter().any(|spec| spec.name == EVENT) {
        inputs.insert(EVENT.to_owned(), event);
    }
    for (name, value) in parts {
        if specs.iter().any(|spec| spec.name == name) && !inputs.contains_key(&name) {
            inputs.insert(name, value);
        }
    }
    Value::Object(inputs)
}

/// The inputs of a run that a webhook starts. Members of the body go before those of the query; texts of a query or a
/// form are read as what the input is declared to be, where they can be.
#[must_use]
pub fn hook_inputs(specs: &[InputSpec], event: &Value) -> Value {
    let form = is_form(event);
    let member = |name: &str| event.get(name).and_then(Value::as_object);
    let body = member("body").into_iter().flatten().map(|(name, value)| {
        let value = if form { read(specs, name, value) } else { value.clone() };
        (name.clone(), value)
    });
    let query = member("query")
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), read(specs, name, value)));
    let parts = body.chain(query).collect();
    let event = event.clone();
    offered(specs, Offer { event, parts })
}

/// Whether the body came as a form, which knows texts only.
fn is_form(event: &Value) -> bool {
    let kind = event.get("headers").and_then(|headers| headers.get("content-type"));
    let essence = kind.and_then(Value::as_str).and_then(|kind| kind.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// A text as the input of that name wants it; left alone where it can't be read so, for the check to name.
fn read(specs: &[InputSpec], name: &str, value: &Value) -> Value {
    let wanted = specs.iter().find(|spec| spec.name == name).map(|spec| spec.kind);
    match (wanted, value) {
        (None | Some(InputType::String | InputType::Text | InputType::Any), _) => value.clone(),
        (
            Some(
                kind @ (InputType::Number
                | InputType::Integer
                | InputType::Boolean
                | InputType::Object
                | InputType::Array),
            ),
            Value::String(text),
        ) => serde_json::from_str(text.trim())
            .ok()
            .filter(|read| kind.accepts(read))
            .unwrap_or_else(|| value.clone()),
        (Some(_), Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            value.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::inputs::check_inputs;

    fn spec(name: &str, kind: InputType) -> InputSpec {
        InputSpec {
            name: name.into(),
            kind,
            required: false,
            default: None,
            description: None,
        }
    }

    #[test]
    fn a_workflow_without_inputs_gets_the_whole_event() {
        let event = json!({"method": "POST", "body": {"a": 1}, "query": {}});
        assert_eq!(hook_inputs(&[], &event), json!({"event": event}));
    }

    #[test]
    fn an_input_called_event_takes_the_whole_and_others_take_parts() {
        let event = json!({"body": {"a": 1, "event": "not this", "rest": true}, "query": {"a": "2", "b": "3"}});
        let specs = [
            spec("event", InputType::Object),
            spec("a", InputType::Integer),
            spec("b", InputType::Integer),
        ];
        assert_eq!(hook_inputs(&specs, &event), json!({"event": event, "a": 1, "b": 3}));
    }

    #[test]
    fn texts_of_a_form_become_what_the_input_is() {
        let headers = json!({"content-type": "application/x-www-form-urlencoded; charset=utf-8"});
        let event =
            json!({"headers": headers, "query": {}, "body": {"n": "7", "yes": "true", "text": "7", "odd": "x"}});
        let specs = [
            spec("n", InputType::Number),
            spec("yes", InputType::Boolean),
            spec("text", InputType::String),
            spec("odd", InputType::Integer),
        ];
        assert_eq!(
            hook_inputs(&specs, &event),
            json!({"n": 7, "yes": true, "text": "7", "odd": "x"})
        );
    }

    proptest! {
        /// Whatever is sent, nothing arrives that the workflow has no input for.
        #[test]
        fn only_declared_inputs_arrive(names in proptest::collection::vec("[a-e]", 1..4), body in any::<Vec<(String, i64)>>()) {
            let specs: Vec<InputSpec> = names.iter().map(|name| spec(name, InputType::Any)).collect();
            let body: Map<String, Value> = body.into_iter().map(|(name, value)| (name, json!(value))).collect();
            let inputs = hook_inputs(&specs, &json!({"body": body, "query": {"a": "q"}}));
            let given = inputs.as_object().unwrap();
            prop_assert!(given.keys().all(|name| names.contains(name)));
            prop_assert!(check_inputs(&specs, &inputs).is_ok());
        }
    }
}
