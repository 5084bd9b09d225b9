//! A value that satisfies a JSON Schema, the same for the same schema and text.
//!
//! Understood: `const`, `enum`, `default`, `type` (also a list), `properties`, `required`, `items`, `prefixItems`,
//! `minItems`, `maxItems`, `minLength`, `maxLength`, `format`, `minimum`, `maximum`, `exclusiveMinimum`, `multipleOf`,
//! `anyOf`, `oneOf` (the first), `allOf` (merged), and `$ref` inside the document. `pattern` and conditions are not: such
//! a text may not fit.

use serde_json::{Map, Number, Value, json};

/// Deepest nesting; a schema that refers to itself ends here.
const DEEPEST: usize = 16;
/// Most items made for a list, whatever `minItems` says.
const MOST_ITEMS: u64 = 100;

/// A value for this schema; texts in it say `text`.
pub(super) fn satisfying(schema: &Value, text: &str) -> Value {
    Maker { root: schema, text }.make(schema, 0)
}

struct Maker<'a> {
    root: &'a Value,
    text: &'a str,
}

impl Maker<'_> {
    fn make(&self, schema: &Value, depth: usize) -> Value {
        let Some(rules) = schema.as_object().filter(|_| depth < DEEPEST) else {
            return self.anything(schema);
        };
        if let Some(target) = rules.get("$ref").and_then(Value::as_str) {
            let target = target.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.make(target, depth + 1));
        }
        if let Some(fixed) = fixed(rules) {
            return fixed;
        }
        if let Some(parts) = rules.get("allOf").and_then(Value::as_array) {
            return self.make(&merged(rules, parts), depth + 1);
        }
        if let Some(first) = ["anyOf", "oneOf"].iter().find_map(|key| rules.get(*key)?.get(0)) {
            return self.make(first, depth + 1);
        }
        match kind(rules) {
            "object" => self.object(rules, depth),
            "array" => self.array(rules, depth),
            "integer" => number(rules, true),
            "number" => number(rules, false),
            "boolean" => Value::Bool(true),
            "null" => Value::Null,
            _text => Value::String(self.string(rules)),
        }
    }

    fn anything(&self, schema: &Value) -> Value {
        if schema == &Value::Bool(false) {
            Value::Null
        } else {
            Value::from(self.text)
        }
    }

    fn object(&self, rules: &Map<String, Value>, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, schema) in rules.get("properties").and_then(Value::as_object).into_iter().flatten() {
            object.insert(name.clone(), self.make(schema, depth + 1));
        }
        for name in rules
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            object.entry(name).or_insert_with(|| Value::from(self.text));
        }
        Value::Object(object)
    }

    fn array(&self, rules: &Map<String, Value>, depth: usize) -> Value {
        let most = whole(rules, "maxItems").unwrap_or(MOST_ITEMS).min(MOST_ITEMS);
        let first = rules
            .get("prefixItems")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let count = whole(rules, "minItems").unwrap_or(1).max(first.len() as u64).min(most);
        let any = Value::Bool(true);
        let rest = rules.get("items").unwrap_or(&any);
        let schemas = first.iter().chain(std::iter::repeat(rest));
        let count = usize::try_from(count).unwrap_or(1);
        Value::Array(schemas.take(count).map(|schema| self.make(schema, depth + 1)).collect())
    }

    fn string(&self, rules: &Map<String, Value>) -> String {
        let text = match rules.get("format").and_then(Value::as_str) {
            Some("date-time") => "2026-01-01T00:00:00Z",
            Some("date") => "2026-01-01",
            Some("time") => "00:00:00Z",
            Some("email") => "demo@example.com",
            Some("uri") => "https://example.com/",
            Some("uuid") => "00000000-0000-4000-8000-000000000000",
            Some(_) | None => self.text,
        };
        let at_least = usize::try_from(whole(rules, "minLength").unwrap_or(0))
            .unwrap_or(0)
            .min(10_000);
        let at_most = whole(rules, "maxLength")
            .and_then(|most| usize::try_from(most).ok())
            .unwrap_or(usize::MAX);
        let missing = at_least.saturating_sub(text.chars().count());
        text.chars()
            .chain(std::iter::repeat_n('.', missing))
            .take(at_most)
            .collect()
    }
}

fn fixed(rules: &Map<String, Value>) -> Option<Value> {
    let first = rules.get("enum").and_then(|values| values.get(0));
    rules.get("const").or(first).or_else(|| rules.get("default")).cloned()
}

/// The schema and all parts of its `allOf` as one; properties and required names are joined.
fn merged(rules: &Map<String, Value>, parts: &[Value]) -> Value {
    let mut whole: Map<String, Value> = rules.clone();
    whole.remove("allOf");
    for (key, value) in parts.iter().filter_map(Value::as_object).flatten() {
        match (whole.get_mut(key), value) {
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more.clone()),
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more.iter().cloned()),
            (Some(_), _) => {}
            (None, value) => {
                whole.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(whole)
}

/// The type to make: the first named one, else what the other rules speak of.
fn kind(rules: &Map<String, Value>) -> &str {
    let named = match rules.get("type") {
        Some(Value::String(name)) => Some(name.as_str()),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        Some(_) | None => None,
    };
    let spoken = || match rules {
        _ if rules.contains_key("properties") || rules.contains_key("required") => "object",
        _ if rules.contains_key("items") || rules.contains_key("prefixItems") => "array",
        _ if rules.contains_key("minimum") || rules.contains_key("maximum") => "number",
        _ => "string",
    };
    named.unwrap_or_else(spoken)
}

fn whole(rules: &Map<String, Value>, key: &str) -> Option<u64> {
    rules.get(key).and_then(Value::as_u64)
}

/// The smallest number that is allowed and not below 0, if there is one.
fn number(rules: &Map<String, Value>, integer: bool) -> Value {
    let read = |key: &str| rules.get(key).and_then(Value::as_f64);
    let step = read("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let above = read("exclusiveMinimum").map(|bound| (bound / step).floor() * step + step);
    let lowest = read("minimum")
        .into_iter()
        .chain(above)
        .fold(f64::NEG_INFINITY, f64::max);
    let highest = read("maximum")
        .into_iter()
        .chain(read("exclusiveMaximum").map(|bound| bound - step));
    let highest = highest.fold(f64::INFINITY, f64::min);
    let wished = if lowest.is_finite() {
        lowest.max(0.0_f64.min(highest))
    } else {
        0.0_f64.min(highest)
    };
    let wished = if integer || rules.contains_key("multipleOf") {
        (wished / step).ceil() * step
    } else {
        wished
    };
    let plain = wished.fract() == 0.0 && wished.abs() < 9_007_199_254_740_992.0;
    match format!("{wished:.0}").parse::<i64>() {
        Ok(whole) if plain => json!(whole),
        _ => Number::from_f64(wished).map_or(Value::from(0), Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_a_schema_are_kept() {
        let cases = [
            (json!({"type": "string", "maxLength": 2}), json!("he")),
            (json!({"type": "string", "minLength": 7}), json!("hello..")),
            (
                json!({"type": ["null", "integer"], "minimum": -5, "maximum": -2}),
                json!(-2),
            ),
            (
                json!({"type": "number", "exclusiveMinimum": 2.5, "multipleOf": 0.5}),
                json!(3),
            ),
            (json!({"enum": ["red", "blue"]}), json!("red")),
            (
                json!({"type": "array", "items": {"type": "boolean"}, "minItems": 2}),
                json!([true, true]),
            ),
            (json!({"type": "array", "maxItems": 0}), json!([])),
            (json!({"required": ["a"]}), json!({"a": "hello"})),
            (json!({"anyOf": [{"const": 7}, {"const": 8}]}), json!(7)),
            (
                json!({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}),
                json!({"a": 1, "b": 2}),
            ),
            (
                json!({"$defs": {"n": {"const": 3}}, "properties": {"n": {"$ref": "#/$defs/n"}}}),
                json!({"n": 3}),
            ),
            (json!(true), json!("hello")),
        ];
        for (schema, value) in cases {
            assert_eq!(satisfying(&schema, "hello"), value, "{schema}");
        }
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({"properties": {"next": {"$ref": "#"}}});
        assert!(satisfying(&schema, "x").is_object());
        assert_eq!(satisfying(&json!({"$ref": "#"}), "x"), json!("x"));
    }
}
