//! From words on the command line to inputs: `--input count=3`.

use serde_json::{Map, Value};

use super::{InputSpec, InputType, check_inputs};
use crate::problem::{Problem, join};

/// Reads each word by the declared type of its input, and checks the whole. Inputs that nobody declared are JSON when
/// they look so, else text. The last of two with the same name wins.
///
/// # Errors
/// Everything that doesn't fit, with pointers from the inputs object (`/count`).
pub fn coerce_cli(specs: &[InputSpec], words: &[(String, String)]) -> Result<Value, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut values = Map::new();
    for (name, word) in words {
        let kind = specs
            .iter()
            .find(|spec| spec.name == *name)
            .map_or(InputType::Any, |spec| spec.kind);
        match read(kind, word) {
            Some(value) => {
                values.insert(name.clone(), value);
            }
            None => problems.push(Problem::error(
                join("", name),
                "wrong_type",
                format!("the input `{name}` has to be {}", kind.noun()),
            )),
        }
    }
    match check_inputs(specs, &Value::Object(values)) {
        Ok(checked) if problems.is_empty() => Ok(checked),
        Ok(_) => Err(problems),
        Err(more) => {
            // what could not be read isn't missing
            let news = more
                .into_iter()
                .filter(|problem| !problems.iter().any(|known| known.path == problem.path));
            let news: Vec<Problem> = news.collect();
            problems.extend(news);
            Err(problems)
        }
    }
}

fn read(kind: InputType, word: &str) -> Option<Value> {
    let json = || serde_json::from_str::<Value>(word).ok();
    match kind {
        InputType::String | InputType::Text => Some(Value::String(word.into())),
        InputType::Any => Some(json().unwrap_or_else(|| Value::String(word.into()))),
        InputType::Boolean => match word.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(Value::Bool(true)),
            "false" | "no" | "off" | "0" => Some(Value::Bool(false)),
            _other => None,
        },
        InputType::Number | InputType::Integer | InputType::Object | InputType::Array => {
            json().filter(|value| kind.accepts(value))
        }
    }
}
