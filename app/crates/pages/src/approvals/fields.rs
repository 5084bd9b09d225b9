//! What a question wants to be filled in, as boxes: the members of a flat JSON Schema, or one box of JSON for any other.

use domain::inputs::typed::parse;
use domain::inputs::{InputSpec, InputType};
use serde_json::{Map, Value};

/// One box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FormBox {
    /// Its name, type and default.
    pub(super) spec: InputSpec,
    /// What it is called.
    pub(super) label: String,
    /// The only values that are allowed, as they are typed; empty allows any.
    pub(super) choices: Vec<String>,
}

/// What is to be filled in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// Nothing.
    Nothing,
    /// An object with these members.
    Boxes(Vec<FormBox>),
    /// Any JSON.
    Whole,
}

/// The name of the box for the whole answer, and of what is wrong with all of it.
pub(super) const WHOLE: &str = "";

impl Form {
    /// Reads the schema.
    pub(super) fn of(fields: &Value) -> Self {
        let Some(schema) = fields.as_object().filter(|schema| !schema.is_empty()) else {
            return Self::Nothing;
        };
        let members = schema.get("properties").and_then(Value::as_object);
        let is_flat = schema.get("type").is_none_or(|kind| kind == "object");
        match members.filter(|members| is_flat && !members.is_empty()) {
            Some(members) => {
                let required: Vec<&str> = schema
                    .get("required")
                    .and_then(Value::as_array)
                    .map(|names| names.iter().filter_map(Value::as_str).collect())
                    .unwrap_or_default();
                let one =
                    |(name, schema): (&String, &Value)| FormBox::of(name, schema, required.contains(&name.as_str()));
                Self::Boxes(members.iter().map(one).collect())
            }
            None => Self::Whole,
        }
    }

    /// What was typed as an answer, or what is wrong by box. What the schema says beyond types is the server's to check.
    pub(super) fn read(&self, typed: &Map<String, Value>) -> Result<Value, Vec<(String, String)>> {
        let text = |name: &str| typed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        match self {
            Self::Nothing => Ok(Value::Null),
            Self::Whole => match parse(InputType::Any, &text(WHOLE)) {
                Ok(value) => Ok(value.unwrap_or_default()),
                Err(fault) => Err(vec![(WHOLE.to_owned(), fault)]),
            },
            Self::Boxes(boxes) => {
                let (mut answer, mut faults) = (Map::new(), Vec::new());
                for one in boxes {
                    let name = &one.spec.name;
                    match parse(one.spec.kind, &text(name)) {
                        Ok(Some(value)) => {
                            answer.insert(name.clone(), value);
                        }
                        Ok(None) if one.spec.required => faults.push((name.clone(), "Fill this in.".to_owned())),
                        Ok(None) => {}
                        Err(fault) => faults.push((name.clone(), fault)),
                    }
                }
                if faults.is_empty() {
                    Ok(Value::Object(answer))
                } else {
                    Err(faults)
                }
            }
        }
    }

    /// The box that a path of the server means.
    pub(super) fn at(&self, path: &str) -> String {
        let name = path.strip_prefix("/answer/").and_then(|rest| rest.split('/').next());
        let name = name.unwrap_or(WHOLE).replace("~1", "/").replace("~0", "~");
        match self {
            Self::Boxes(boxes) if boxes.iter().any(|one| one.spec.name == name) => name,
            Self::Boxes(_) | Self::Nothing | Self::Whole => WHOLE.to_owned(),
        }
    }
}

impl FormBox {
    fn of(name: &str, schema: &Value, required: bool) -> Self {
        let choices: Vec<&Value> = schema["enum"].as_array().into_iter().flatten().collect();
        let kind = match schema["type"].as_str() {
            Some("string") if schema["format"] == "textarea" => InputType::Text,
            Some("string") => InputType::String,
            Some("number") => InputType::Number,
            Some("integer") => InputType::Integer,
            Some("boolean") => InputType::Boolean,
            Some("object") => InputType::Object,
            Some("array") => InputType::Array,
            _any if !choices.is_empty() && choices.iter().all(|choice| choice.is_string()) => InputType::String,
            _any => InputType::Any,
        };
        let shown = |value: &&Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = |key: &str| schema[key].as_str().map(str::to_owned);
        Self {
            label: text("title").unwrap_or_else(|| name.to_owned()),
            choices: choices.iter().map(shown).collect(),
            spec: InputSpec {
                name: name.to_owned(),
                kind,
                required,
                default: schema.get("default").cloned(),
                description: text("description"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form() -> Form {
        Form::of(&json!({
            "type": "object",
            "required": ["reason"],
            "properties": {
                "reason": {"type": "string", "title": "Why", "enum": ["fault", "kindness"]},
                "sum": {"type": "number", "default": 3},
            },
        }))
    }

    #[test]
    fn a_flat_schema_gives_a_box_a_member() {
        let Form::Boxes(boxes) = form() else { panic!() };
        let kinds: Vec<_> = boxes.iter().map(|one| (one.label.as_str(), one.spec.kind)).collect();
        assert_eq!(kinds, [("Why", InputType::String), ("sum", InputType::Number)]);
        assert_eq!(boxes[0].choices, ["fault", "kindness"]);
        assert!(boxes[0].spec.required && !boxes[1].spec.required);
        assert_eq!(Form::of(&Value::Null), Form::Nothing);
        assert_eq!(Form::of(&json!({"type": "array"})), Form::Whole);
    }

    #[test]
    fn what_was_typed_is_typed_and_what_is_missing_is_named() {
        let typed = Map::from_iter([("reason".to_owned(), json!("fault")), ("sum".to_owned(), json!("4.5"))]);
        assert_eq!(form().read(&typed), Ok(json!({"reason": "fault", "sum": 4.5})));
        let faults = form()
            .read(&Map::from_iter([("sum".to_owned(), json!("much"))]))
            .unwrap_err();
        let names: Vec<_> = faults.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["reason", "sum"]);
        let whole = Map::from_iter([(WHOLE.to_owned(), json!("[1]"))]);
        assert_eq!(Form::Whole.read(&whole), Ok(json!([1])));
        assert_eq!(Form::Nothing.read(&whole), Ok(Value::Null));
    }

    #[test]
    fn a_fault_of_the_server_leads_to_its_box() {
        assert_eq!(form().at("/answer/sum"), "sum");
        assert_eq!(form().at("/answer"), WHOLE);
        assert_eq!(form().at("/answer/other/1"), WHOLE);
    }
}
