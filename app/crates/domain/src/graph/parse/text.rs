//! From text to JSON: size, nesting and syntax.

use serde_json::Value;
use serde_json::error::Category;

use super::strict::Strict;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_JSON_DEPTH};
use crate::problem::Problem;

/// Reads JSON; the problem names line and column.
pub(super) fn to_value(text: &str) -> Result<Value, Problem> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(too_large(text.len()));
    }
    // editors on Windows put a byte order mark in front
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((line, column)) = too_deep_at(text) {
        return Err(too_deep("").hint(format!("It happens at line {line}, column {column}.")));
    }
    serde_json::from_str::<Strict>(text)
        .map(|Strict(value)| value)
        .map_err(|error| syntax(&error))
}

fn too_large(bytes: usize) -> Problem {
    Problem::error(
        "",
        "document_too_large",
        format!("the document has {bytes} bytes; {MAX_DOCUMENT_BYTES} are allowed"),
    )
    .hint("Split the workflow, or keep long texts outside of it.")
}

fn too_deep(pointer: &str) -> Problem {
    Problem::error(
        pointer,
        "json_too_deep",
        format!("the JSON is nested deeper than {MAX_JSON_DEPTH} levels"),
    )
}

fn syntax(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let cause = text.rsplit_once(" at line ").map_or(text.as_str(), |(cause, _)| cause);
    let no_json = || {
        Problem::error(
            "",
            "json_syntax",
            format!("this is no JSON: {cause} at line {line}, column {column}"),
        )
    };
    match error.classify() {
        Category::Eof => no_json().hint("The document ends too early: a bracket or a quote is still open."),
        Category::Syntax => no_json().hint("Look for a missing comma, quote or bracket just before that place."),
        Category::Data | Category::Io => {
            Problem::error("", "duplicate_key", format!("{cause}, at line {line}, column {column}"))
                .hint("Remove one of the two: it is unclear which is meant.")
        }
    }
}

/// Line and column (from 1) of the bracket that goes too deep, found before anything is built.
fn too_deep_at(text: &str) -> Option<(usize, usize)> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let (mut line, mut line_start) = (1, 0);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => (line, line_start) = (line + 1, position + 1),
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _other => {}
        }
        if depth > MAX_JSON_DEPTH {
            return Some((line, position - line_start + 1));
        }
    }
    None
}

/// The same limit for JSON that didn't come as text.
pub(super) fn depth_problem(value: &Value) -> Option<Problem> {
    exceeds(value, MAX_JSON_DEPTH).then(|| too_deep(""))
}

fn exceeds(value: &Value, left: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        Value::Array(items) => left == 0 || items.iter().any(|item| exceeds(item, left - 1)),
        Value::Object(map) => left == 0 || map.values().any(|item| exceeds(item, left - 1)),
    }
}
