//! JSON as it is typed. Pure.

use serde_json::Value;

/// A value as text. Loose boxes show a text as it stands, unless it would read as JSON.
pub(super) fn shown(value: Option<&Value>, loose: bool) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) if loose && serde_json::from_str::<Value>(text).is_err() => text.clone(),
        Some(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

/// A typed text as a value; an empty one as none. Loose boxes take what doesn't look like JSON as text.
pub(super) fn read(text: &str, loose: bool) -> Result<Option<Value>, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(trimmed) {
        Ok(value) => Ok(Some(value)),
        Err(_) if loose && !looks_like_json(trimmed) => Ok(Some(Value::String(text.to_owned()))),
        Err(error) => Err(format!("No valid JSON: {error}. The last valid value is kept.")),
    }
}

fn looks_like_json(text: &str) -> bool {
    text.starts_with(['[', '"']) || (text.starts_with('{') && !text.starts_with("{{") && !text.starts_with("{%"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_and_value_are_one_to_one() {
        for value in [json!({ "a": [1, null] }), json!("plain {{ x }}"), json!("7"), json!(7)] {
            let text = shown(Some(&value), true);
            assert_eq!(read(&text, true), Ok(Some(value)), "{text}");
        }
        assert_eq!(read("  ", true), Ok(None));
    }

    #[test]
    fn half_typed_json_is_a_fault_with_its_place() {
        let fault = read("{\"a\": ", true).unwrap_err();
        assert!(fault.contains("line 1"), "{fault}");
        assert!(read("hello", false).is_err());
        assert_eq!(read("{{ steps.a }}", true), Ok(Some(json!("{{ steps.a }}"))));
    }
}
