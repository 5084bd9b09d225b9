//! One node.

use serde_json::{Map, Value};

use super::object::Object;
use crate::graph::{Backoff, Mock, Node, NodeId, OnError, Position, Retry, RetryOn};
use crate::limits::{MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_NAME_CHARS, MAX_TIMEOUT_MS};
use crate::problem::{Problem, join};
use crate::report::Report;
use crate::run::ErrorClass;
use crate::suggest::did_you_mean;

const KEYS: [&str; 9] = [
    "id",
    "type",
    "title",
    "position",
    "config",
    "retry",
    "timeoutMs",
    "onError",
    "mock",
];
const BACKOFFS: [(&str, Backoff); 4] = [
    ("none", Backoff::None),
    ("fixed", Backoff::Fixed),
    ("linear", Backoff::Linear),
    ("exponential", Backoff::Exponential),
];
const ON_ERRORS: [(&str, OnError); 3] = [
    ("fail", OnError::Fail),
    ("continue", OnError::Continue),
    ("branch", OnError::Branch),
];

/// The node, when its id and type can be read; whatever else is wrong is left out of it.
pub(super) fn read(value: &Value, pointer: &str, report: &mut Report) -> Option<Node> {
    let mark = report.len();
    let mut object = Object::open(value, pointer, "a node", &KEYS, report)?;
    let id = read_id(&mut object, "id");
    let kind = object.require_text("type");
    // every key is read although the node may be given up, so that all its faults are told
    let (title, position) = (object.bounded_text("title", MAX_NAME_CHARS), read_position(&mut object));
    let (config, retry) = (read_config(&mut object), read_retry(&mut object));
    let timeout_ms = object.integer("timeoutMs", 1, MAX_TIMEOUT_MS);
    let (on_error, mock) = (object.word("onError", &ON_ERRORS), read_mock(&mut object));
    let id = id?;
    report.name_since(mark, id.as_str());
    let (kind, title) = (kind?.to_owned(), title.map(ToOwned::to_owned));
    Some(Node {
        id,
        kind,
        title,
        position,
        config,
        retry,
        timeout_ms,
        on_error,
        mock,
    })
}

/// A node id that has to be there.
pub(super) fn read_id(object: &mut Object<'_, '_>, key: &str) -> Option<NodeId> {
    let text = object.require_text(key)?;
    match text.parse::<NodeId>() {
        Ok(id) => Some(id),
        Err(error) => {
            let problem = Problem::error(object.at(key), "bad_node_id", error.to_string()).hint(id_hint(text));
            object.report.push(problem);
            None
        }
    }
}

/// An id made out of what was written.
fn id_hint(text: &str) -> String {
    let mut id: String = text
        .chars()
        .take(64)
        .map(|c| c.to_ascii_lowercase())
        .map(|c| {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                c
            } else {
                '_'
            }
        })
        .collect();
    if id.starts_with(|c: char| c.is_ascii_digit()) {
        id.insert(0, '_');
        id.truncate(64);
    }
    if id.trim_matches('_').is_empty() {
        String::new()
    } else {
        format!("`{id}` would do.")
    }
}

fn read_position(object: &mut Object<'_, '_>) -> Option<Position> {
    let value = object.get("position")?;
    let pointer = object.at("position");
    let mut position = Object::open(value, &pointer, "a position", &["x", "y"], object.report)?;
    let (x, y) = (position.require_number("x"), position.require_number("y"));
    Some(Position { x: x?, y: y? })
}

fn read_config(object: &mut Object<'_, '_>) -> Map<String, Value> {
    match object.get("config") {
        None => Map::new(),
        Some(Value::Object(map)) => map.clone(),
        Some(other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_))) => {
            object.wrong_type("config", "an object", other);
            Map::new()
        }
    }
}

fn read_retry(object: &mut Object<'_, '_>) -> Option<Retry> {
    let value = object.get("retry")?;
    let pointer = object.at("retry");
    let known = ["maxAttempts", "backoff", "initialMs", "maxMs", "jitter", "on"];
    let mut retry = Object::open(value, &pointer, "a retry policy", &known, object.report)?;
    let usual = Retry::default();
    let attempts = retry.integer("maxAttempts", 1, MAX_ATTEMPTS.into());
    Some(Retry {
        max_attempts: attempts
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or(usual.max_attempts),
        backoff: retry.word("backoff", &BACKOFFS).unwrap_or(usual.backoff),
        initial_ms: retry
            .integer("initialMs", 0, MAX_BACKOFF_MS)
            .unwrap_or(usual.initial_ms),
        max_ms: retry.integer("maxMs", 0, MAX_BACKOFF_MS).unwrap_or(usual.max_ms),
        jitter: retry.boolean("jitter").unwrap_or(usual.jitter),
        on: read_on(&mut retry),
    })
}

/// The failures that are retried: a list of words.
fn read_on(retry: &mut Object<'_, '_>) -> RetryOn {
    let words = match retry.get("on") {
        None => return RetryOn::USUAL,
        Some(Value::Array(words)) if !words.is_empty() => words,
        Some(other) => {
            retry.wrong_type("on", "a list of at least one class of failures", other);
            return RetryOn::USUAL;
        }
    };
    let pointer = retry.at("on");
    let mut on = RetryOn::of([]);
    for (index, word) in words.iter().enumerate() {
        let known = RetryOn::CLASSES.map(ErrorClass::as_str);
        let text = word.as_str().unwrap_or_default();
        match RetryOn::CLASSES.into_iter().find(|class| class.as_str() == text) {
            Some(class) => on = on.with(class, true),
            None => {
                let message = format!("`on` lists what is retried: {}", known.join(", "));
                let problem = Problem::error(join(&pointer, index), "unknown_choice", message);
                retry.report.push(problem.hint(did_you_mean(text, known)));
            }
        }
    }
    on
}

fn read_mock(object: &mut Object<'_, '_>) -> Option<Mock> {
    let value = object.get("mock")?;
    let pointer = object.at("mock");
    let mut mock = Object::open(value, &pointer, "a mock", &["output"], object.report)?;
    Some(Mock {
        output: mock.require("output")?.clone(),
    })
}
