//! Forms for inputs: what a person typed into boxes, as the inputs of a run, and back.

use super::{InputSpec, InputType};
use serde_json::{Map, Value};

/// What the box of an input shows at first: the last value, else the default.
#[must_use]
pub fn shown(spec: &InputSpec, last: Option<&Value>) -> String {
    match last.or(spec.default.as_ref()) {
        None | Some(Value::Null) => String::new(),
        Some(value) => as_text(spec.kind, value),
    }
}

/// A value as it is typed.
#[must_use]
pub fn as_text(kind: InputType, value: &Value) -> String {
    match (kind, value) {
        (InputType::String | InputType::Text, Value::String(text)) => text.clone(),
        (InputType::Object | InputType::Array, value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        (InputType::Any, Value::String(text)) if serde_json::from_str::<Value>(text).is_err() => text.clone(),
        (_, value) => value.to_string(),
    }
}

/// A typed text as a value; none for an empty box, an error for what is no such value.
pub fn parse(kind: InputType, text: &str) -> Result<Option<Value>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match kind {
        InputType::String | InputType::Text => Ok(Some(Value::String(text.to_owned()))),
        InputType::Any => Ok(Some(
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        )),
        InputType::Number | InputType::Integer | InputType::Boolean | InputType::Object | InputType::Array => {
            let value: Value = serde_json::from_str(text.trim()).map_err(|_| expected(kind))?;
            kind.accepts(&value)
                .then_some(Some(value))
                .ok_or_else(|| expected(kind))
        }
    }
}

fn expected(kind: InputType) -> String {
    format!("This has to be {}.", kind.noun())
}

/// All boxes as inputs, or what is wrong by input.
pub fn read(specs: &[InputSpec], typed: &Map<String, Value>) -> Result<Value, Vec<(String, String)>> {
    let mut inputs = Map::new();
    let mut faults = Vec::new();
    for spec in specs {
        let text = typed.get(&spec.name).and_then(Value::as_str).unwrap_or_default();
        match parse(spec.kind, text) {
            Ok(Some(value)) => {
                inputs.insert(spec.name.clone(), value);
            }
            Ok(None) if spec.required && spec.default.is_none() => {
                faults.push((spec.name.clone(), "Fill this in: the run needs it.".to_owned()));
            }
            Ok(None) => {}
            Err(fault) => faults.push((spec.name.clone(), fault)),
        }
    }
    if faults.is_empty() {
        Ok(Value::Object(inputs))
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn spec(name: &str, kind: InputType, required: bool, default: Option<Value>) -> InputSpec {
        InputSpec {
            name: name.to_owned(),
            kind,
            required,
            default,
            description: None,
        }
    }

    #[test]
    fn typed_text_becomes_typed_values() {
        assert_eq!(parse(InputType::Integer, " 7 "), Ok(Some(json!(7))));
        assert!(parse(InputType::Integer, "7.5").is_err());
        assert_eq!(parse(InputType::Any, "hello"), Ok(Some(json!("hello"))));
        assert_eq!(parse(InputType::Any, "[1]"), Ok(Some(json!([1]))));
        assert_eq!(parse(InputType::String, "7"), Ok(Some(json!("7"))));
        assert_eq!(parse(InputType::Object, " "), Ok(None));
    }

    #[test]
    fn what_is_missing_is_named_and_defaults_are_left_to_the_server() {
        let specs = [
            spec("url", InputType::String, true, None),
            spec("n", InputType::Number, true, Some(json!(3))),
        ];
        let faults = read(&specs, &Map::new()).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0, "url");
        let typed = Map::from_iter([("url".to_owned(), json!("https://x.example"))]);
        assert_eq!(read(&specs, &typed), Ok(json!({ "url": "https://x.example" })));
    }

    #[test]
    fn boxes_show_the_last_value_before_the_default() {
        let spec = spec("n", InputType::Number, false, Some(json!(3)));
        assert_eq!(shown(&spec, None), "3");
        assert_eq!(shown(&spec, Some(&json!(5))), "5");
    }
}
