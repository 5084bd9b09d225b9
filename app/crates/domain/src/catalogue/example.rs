//! A value that a JSON Schema describes, for sample outputs: good enough to go on with, not a validator.

use serde_json::{Map, Value, json};

/// Deeper parts of a schema become null.
const MAX_DEPTH: usize = 8;
/// More properties than this are left out.
const MAX_PROPERTIES: usize = 100;

/// An example of what the schema asks for.
pub(super) fn of(schema: &Value) -> Value {
    build(schema, MAX_DEPTH)
}

fn build(schema: &Value, depth: usize) -> Value {
    let Some(schema) = schema.as_object().filter(|_| depth > 0) else {
        return Value::Null;
    };
    given(schema).cloned().unwrap_or_else(|| by_type(schema, depth))
}

/// What the schema itself offers.
fn given(schema: &Map<String, Value>) -> Option<&Value> {
    let first = |key: &str| schema.get(key)?.as_array()?.first();
    schema
        .get("const")
        .or_else(|| schema.get("default"))
        .or_else(|| first("examples"))
        .or_else(|| first("enum"))
}

fn by_type(schema: &Map<String, Value>, depth: usize) -> Value {
    match type_of(schema) {
        "object" => object(schema, depth),
        "array" => json!([build(schema.get("items").unwrap_or(&Value::Null), depth - 1)]),
        "string" => json!("text"),
        "number" | "integer" => schema
            .get("minimum")
            .filter(|least| least.is_number())
            .cloned()
            .unwrap_or(json!(1)),
        "boolean" => json!(true),
        _null_or_unknown => Value::Null,
    }
}

/// The type, the first of several, or what the keywords let guess.
fn type_of(schema: &Map<String, Value>) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(names)) => names.first().and_then(Value::as_str).unwrap_or_default(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
            if schema.contains_key("properties") {
                "object"
            } else {
                ""
            }
        }
    }
}

fn object(schema: &Map<String, Value>, depth: usize) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object);
    let entries = properties.into_iter().flatten().take(MAX_PROPERTIES);
    Value::Object(
        entries
            .map(|(name, schema)| (name.clone(), build(schema, depth - 1)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_has_what_the_schema_names() {
        let schema = json!({
            "type": "object",
            "properties": {
                "topic": { "enum": ["billing", "bug"] },
                "score": { "type": "number", "minimum": 0 },
                "tags": { "type": "array", "items": { "type": "string" } },
                "sure": { "type": ["boolean", "null"] },
                "who": { "properties": { "name": { "default": "Ada" } } }
            }
        });
        let example =
            json!({ "topic": "billing", "score": 0, "tags": ["text"], "sure": true, "who": { "name": "Ada" } });
        assert_eq!(of(&schema), example);
        assert_eq!(of(&json!(true)), Value::Null);
    }

    #[test]
    fn a_deep_schema_ends() {
        let mut schema = json!({ "type": "string" });
        for _ in 0..60 {
            schema = json!({ "type": "array", "items": schema });
        }
        assert!(of(&schema).is_array());
    }
}
