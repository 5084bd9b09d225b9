//! Short forms of settings for the card's second line.

use serde_json::{Map, Value};

/// A card shows about this many characters.
const MAX_CHARS: usize = 48;

/// A text setting on one line; empty when absent.
pub(super) fn text(config: &Map<String, Value>, name: &str) -> String {
    match config.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => line(text),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        Some(Value::Array(items)) => count(items.len(), "item"),
        Some(Value::Object(map)) => count(map.len(), "value"),
    }
}

/// The first line of a text, cut to what a card shows.
pub(super) fn line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= MAX_CHARS {
        return line.into();
    }
    line.chars().take(MAX_CHARS - 1).chain(['…']).collect()
}

/// "1 item", "3 items".
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
