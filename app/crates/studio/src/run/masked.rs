//! What must not be read over a shoulder: values under names such as `authorization`.

use serde_json::Value;

/// What stands for it.
const HIDDEN: &str = "••••••";

/// Whether a name stands for a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let marks = [
        "authorization",
        "api-key",
        "apikey",
        "api_key",
        "token",
        "secret",
        "password",
        "cookie",
    ];
    marks.iter().any(|mark| name.contains(mark))
}

/// The same value with texts under such names hidden.
pub(crate) fn masked(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(name, value)| match value {
                    Value::String(_) if is_secret(name) => (name.clone(), Value::String(HIDDEN.to_owned())),
                    other => (name.clone(), masked(other)),
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_secrets_are_known() {
        assert!(is_secret("Authorization") && is_secret("X-API-Key") && !is_secret("accept"));
    }

    #[test]
    fn only_texts_under_such_names_are_hidden() {
        let value = json!({ "headers": [{ "Authorization": "Bearer x", "accept": "*/*" }], "maxTokens": 600 });
        let hidden = json!({ "headers": [{ "Authorization": HIDDEN, "accept": "*/*" }], "maxTokens": 600 });
        assert_eq!(masked(&value), hidden);
    }
}
