//! Walks one JSON object by hand: every wrong key and type is reported, what is right is handed out.

use serde_json::{Map, Value};

use crate::problem::{Problem, join};
use crate::report::Report;
use crate::suggest::did_you_mean;

/// One object of the document.
pub(super) struct Object<'a, 'r> {
    map: &'a Map<String, Value>,
    pub(super) pointer: &'a str,
    what: &'static str,
    pub(super) report: &'r mut Report,
}

/// What JSON calls a value.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl<'a, 'r> Object<'a, 'r> {
    /// Opens an object that knows these keys. `what` names it in messages: "a node".
    pub(super) fn open(
        value: &'a Value,
        pointer: &'a str,
        what: &'static str,
        known: &[&str],
        report: &'r mut Report,
    ) -> Option<Self> {
        let Some(map) = value.as_object() else {
            report.push(Problem::error(
                pointer,
                "wrong_type",
                format!("{what} is an object, not {}", type_name(value)),
            ));
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let shown: String = key.chars().take(80).collect();
            let hint = report.did_you_mean(key, known.iter().copied());
            let message = format!("{what} has no key `{shown}`");
            report.push(Problem::error(join(pointer, key), "unknown_key", message).hint(hint));
        }
        Some(Self {
            map,
            pointer,
            what,
            report,
        })
    }

    pub(super) fn at(&self, key: &str) -> String {
        join(self.pointer, key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key)
    }

    /// A value that has to be there.
    pub(super) fn require(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.map.get(key);
        if value.is_none() {
            let problem = Problem::error(self.at(key), "missing_key", format!("{} needs `{key}`", self.what));
            self.report.push(problem);
        }
        value
    }

    pub(super) fn wrong_type(&mut self, key: &str, wanted: &str, found: &Value) {
        let message = format!("`{key}` is {wanted}, not {}", type_name(found));
        self.report.push(Problem::error(self.at(key), "wrong_type", message));
    }

    /// A text, if it is there and one.
    pub(super) fn text(&mut self, key: &str) -> Option<&'a str> {
        let value = self.map.get(key)?;
        self.as_text(key, value)
    }

    /// A text that has to be there.
    pub(super) fn require_text(&mut self, key: &str) -> Option<&'a str> {
        let value = self.require(key)?;
        self.as_text(key, value)
    }

    fn as_text(&mut self, key: &str, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.wrong_type(key, "text", value);
        }
        text
    }

    /// A text of 1 to `max` characters.
    pub(super) fn bounded_text(&mut self, key: &str, max: usize) -> Option<&'a str> {
        let text = self.text(key)?;
        let length = text.chars().take(max + 1).count();
        if length > max || text.trim().is_empty() {
            let problem = Problem::error(self.at(key), "bad_length", format!("`{key}` has 1 to {max} characters"))
                .hint(if length > max {
                    "Shorten it."
                } else {
                    "Write something, or leave the key out."
                });
            self.report.push(problem);
            return None;
        }
        Some(text)
    }

    /// A whole number from `min` to `max`.
    pub(super) fn integer(&mut self, key: &str, min: u64, max: u64) -> Option<u64> {
        let value = self.map.get(key)?;
        // 3.0 is a whole number too: some programs write every number so
        let whole = value.as_u64().or_else(|| whole_float(value));
        match whole {
            Some(number) if (min..=max).contains(&number) => Some(number),
            None if !value.is_number() => {
                self.wrong_type(key, "a whole number", value);
                None
            }
            Some(_) | None => {
                let message = format!("`{key}` is a whole number from {min} to {max}");
                self.report.push(Problem::error(self.at(key), "out_of_range", message));
                None
            }
        }
    }

    /// A number that has to be there.
    pub(super) fn require_number(&mut self, key: &str) -> Option<f64> {
        let value = self.require(key)?;
        let number = value.as_f64().filter(|number| number.is_finite());
        if number.is_none() {
            self.wrong_type(key, "a number", value);
        }
        number
    }

    /// True or false.
    pub(super) fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.map.get(key)?;
        if !value.is_boolean() {
            self.wrong_type(key, "true or false", value);
        }
        value.as_bool()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let shown: String = text.chars().take(40).collect();
            let problem = Problem::error(
                self.at(key),
                "unknown_choice",
                format!("`{shown}` is no choice for `{key}`"),
            )
            .hint(did_you_mean(text, words.iter().map(|(word, _)| *word)));
            self.report.push(problem);
        }
        found.map(|(_, value)| *value)
    }
}

fn whole_float(value: &Value) -> Option<u64> {
    let number = value.as_f64()?;
    // below 2^53 the cast is exact
    (number >= 0.0 && number.fract() == 0.0 && number < 9_007_199_254_740_992.0).then_some(number as u64)
}
