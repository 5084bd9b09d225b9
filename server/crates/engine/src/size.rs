//! How large a value is as JSON, without writing it anywhere.

use std::io;

use serde::Serialize;
use serde_json::Value;

/// Bytes of the value as compact JSON.
pub(crate) fn json_bytes<T: Serialize>(value: &T) -> usize {
    let mut counter = Counter(0);
    // counting never fails, and a Value always serialises
    if serde_json::to_writer(&mut counter, value).is_err() {
        return usize::MAX;
    }
    counter.0
}

struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the values hold more than about `limit` bytes; stops counting there.
pub(crate) fn weighs_more<'a>(values: impl IntoIterator<Item = &'a Value>, limit: usize) -> bool {
    let mut left = limit;
    values.into_iter().any(|value| !take(value, &mut left))
}

/// Takes the weight of a value from what is left; false when it is not enough.
fn take(value: &Value, left: &mut usize) -> bool {
    let own = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => 8 + text.len(),
        Value::Array(_) | Value::Object(_) => 16,
    };
    let Some(rest) = left.checked_sub(own) else {
        return false;
    };
    *left = rest;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(items) => items.iter().all(|item| take(item, left)),
        Value::Object(entries) => entries.values().all(|item| take(item, left)),
    }
}

/// Levels of nesting: 0 for a plain value.
pub(crate) fn depth(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(entries) => 1 + entries.values().map(depth).max().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bytes_are_those_of_the_compact_text() {
        let value = json!({"a": [1, "ü", null]});
        assert_eq!(json_bytes(&value), value.to_string().len());
    }

    #[test]
    fn weighing_stops_at_the_limit() {
        let long = json!("x".repeat(100));
        assert!(!weighs_more([&long], 200));
        assert!(weighs_more([&long, &long], 200));
    }

    #[test]
    fn depth_counts_levels() {
        assert_eq!(depth(&json!(1)), 0);
        assert_eq!(depth(&json!({"a": [[]]})), 3);
    }
}
