//! Whether a declaration of inputs makes sense: names, types, defaults.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::InputType;
use crate::problem::{Problem, join};
use crate::suggest::did_you_mean;

const KEYS: [&str; 5] = ["name", "type", "required", "default", "description"];
/// Most inputs that a workflow declares.
pub(super) const MAX_INPUTS: usize = 100;
const MAX_NAME_CHARS: usize = 64;

/// The faults of `inputs` in the config at `pointer`.
pub(crate) fn check_declaration(list: &Value, pointer: &str) -> Vec<Problem> {
    // a wrong type of the whole list is the field's own problem
    let Some(list) = list.as_array() else { return Vec::new() };
    let pointer = join(pointer, "inputs");
    let mut problems = Vec::new();
    if list.len() > MAX_INPUTS {
        problems.push(Problem::error(
            &pointer,
            "out_of_range",
            format!("{} inputs are too many; {MAX_INPUTS} are allowed", list.len()),
        ));
    }
    let mut seen = HashSet::new();
    for (index, input) in list.iter().enumerate().take(MAX_INPUTS) {
        let pointer = join(&pointer, index);
        match input.as_object() {
            Some(input) => check_input(input, &pointer, &mut seen, &mut problems),
            None => problems.push(
                Problem::error(&pointer, "wrong_type", "an input is an object with `name` and `type`")
                    .hint("Write it as {\"name\": \"url\", \"type\": \"string\"}."),
            ),
        }
    }
    problems
}

fn check_input<'a>(
    input: &'a Map<String, Value>,
    pointer: &str,
    seen: &mut HashSet<&'a str>,
    problems: &mut Vec<Problem>,
) {
    for key in input.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        problems.push(
            Problem::error(
                join(pointer, key),
                "unknown_key",
                format!("an input has no key `{key}`"),
            )
            .hint(did_you_mean(key, KEYS)),
        );
    }
    check_name(input, pointer, seen, problems);
    let kind = check_type(input, pointer, problems);
    check_default(input, kind, pointer, problems);
    if input.get("required").is_some_and(|value| !value.is_boolean()) {
        problems.push(Problem::error(
            join(pointer, "required"),
            "wrong_type",
            "`required` is true or false",
        ));
    }
    if input.get("description").is_some_and(|value| !value.is_string()) {
        problems.push(Problem::error(
            join(pointer, "description"),
            "wrong_type",
            "`description` is text",
        ));
    }
}

fn check_name<'a>(
    input: &'a Map<String, Value>,
    pointer: &str,
    seen: &mut HashSet<&'a str>,
    problems: &mut Vec<Problem>,
) {
    let pointer = join(pointer, "name");
    match input.get("name") {
        None => problems.push(Problem::error(pointer, "missing_key", "an input needs a name")),
        Some(Value::String(name)) if !is_name(name) => problems.push(
            Problem::error(pointer, "bad_input_name", "this is no name for an input").hint(format!(
                "Use 1 to {MAX_NAME_CHARS} letters, digits and `_`, not starting with a digit."
            )),
        ),
        Some(Value::String(name)) if !seen.insert(name) => {
            problems.push(Problem::error(
                pointer,
                "duplicate_input",
                format!("another input is called `{name}` already"),
            ));
        }
        Some(Value::String(_)) => {}
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            problems.push(Problem::error(pointer, "wrong_type", "the name of an input is text"));
        }
    }
}

/// A name that expressions can write behind `inputs.`
fn is_name(name: &str) -> bool {
    let head = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    head && name.len() <= MAX_NAME_CHARS && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn check_type(input: &Map<String, Value>, pointer: &str, problems: &mut Vec<Problem>) -> Option<InputType> {
    let pointer = join(pointer, "type");
    let Some(value) = input.get("type") else {
        return Some(InputType::default());
    };
    let Some(word) = value.as_str() else {
        problems.push(Problem::error(pointer, "wrong_type", "the type of an input is text"));
        return None;
    };
    let kind = InputType::from_word(word);
    if kind.is_none() {
        let shown: String = word.chars().take(40).collect();
        problems.push(
            Problem::error(pointer, "unknown_choice", format!("`{shown}` is no type of input"))
                .hint(did_you_mean(word, InputType::ALL.map(InputType::as_str))),
        );
    }
    kind
}

fn check_default(input: &Map<String, Value>, kind: Option<InputType>, pointer: &str, problems: &mut Vec<Problem>) {
    let (Some(default), Some(kind)) = (input.get("default"), kind) else {
        return;
    };
    if !default.is_null() && !kind.accepts(default) {
        problems.push(
            Problem::error(
                join(pointer, "default"),
                "wrong_type",
                format!("the default has to be {}", kind.noun()),
            )
            .hint("Change the default, or the type."),
        );
    }
}
