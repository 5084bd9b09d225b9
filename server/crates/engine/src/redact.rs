//! Takes secrets out of everything that is written down: journal, outputs, errors, log lines.
//!
//! By value, not by name: an upstream may send a key back, an expression may join it to other text. Known spellings of
//! a value (percent-encoded, base64, inside a JSON text) are taken out too.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::run::StepError;
use serde_json::Value;

/// What stands where a secret stood.
pub(crate) const MARK: &str = "••••••";
/// Shorter values are not taken out: they would blot out ordinary text.
const SHORTEST: usize = 4;

/// Every secret value that a run has seen on this worker.
#[derive(Default)]
pub(crate) struct Redactor {
    /// Longest first, so that a value that holds another one goes as a whole.
    needles: RwLock<Vec<String>>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// From now on these values are taken out.
    pub(crate) fn learn(&self, secrets: &BTreeMap<String, String>) {
        let mut needles = self.needles.write().unwrap_or_else(PoisonError::into_inner);
        for value in secrets.values().filter(|value| value.chars().count() >= SHORTEST) {
            needles.extend(spellings(value));
        }
        needles.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        needles.dedup();
    }

    pub(crate) fn text(&self, text: String) -> String {
        let needles = self.needles.read().unwrap_or_else(PoisonError::into_inner);
        blot(text, &needles)
    }

    pub(crate) fn value(&self, value: Value) -> Value {
        let needles = self.needles.read().unwrap_or_else(PoisonError::into_inner);
        if needles.is_empty() {
            value
        } else {
            walk(value, &needles)
        }
    }

    pub(crate) fn error(&self, error: StepError) -> StepError {
        StepError {
            message: self.text(error.message),
            details: error.details.map(|details| self.value(details)),
            ..error
        }
    }
}

fn spellings(value: &str) -> Vec<String> {
    let mut percent = String::new();
    let mut form = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            percent.push(char::from(byte));
            form.push(char::from(byte));
        } else {
            // writing to a String never fails
            let _ = write!(percent, "%{byte:02X}");
            let _ = if byte == b' ' {
                form.write_char('+')
            } else {
                write!(form, "%{byte:02X}")
            };
        }
    }
    let quoted = Value::from(value).to_string();
    let escaped = quoted[1..quoted.len() - 1].to_owned();
    vec![
        value.to_owned(),
        percent,
        form,
        escaped,
        STANDARD.encode(value),
        URL_SAFE_NO_PAD.encode(value),
    ]
}

/// One pass from the left; at the same place the longest needle wins.
fn blot(text: String, needles: &[String]) -> String {
    if !needles.iter().any(|needle| text.contains(needle)) {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((at, needle)) = first_of(rest, needles) {
        clean.push_str(&rest[..at]);
        clean.push_str(MARK);
        rest = &rest[at + needle.len()..];
    }
    clean.push_str(rest);
    clean
}

fn first_of<'a>(text: &str, needles: &'a [String]) -> Option<(usize, &'a String)> {
    let found = needles
        .iter()
        .filter_map(|needle| Some((text.find(needle.as_str())?, needle)));
    found.min_by_key(|(at, needle)| (*at, std::cmp::Reverse(needle.len())))
}

fn walk(value: Value, needles: &[String]) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(number) => {
            let text = number.to_string();
            if needles.iter().any(|needle| text.contains(needle)) {
                Value::from(MARK)
            } else {
                Value::Number(number)
            }
        }
        Value::String(text) => Value::String(blot(text, needles)),
        Value::Array(items) => Value::Array(items.into_iter().map(|item| walk(item, needles)).collect()),
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, item)| (blot(key, needles), walk(item, needles)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redactor(secret: &str) -> Redactor {
        let redactor = Redactor::default();
        redactor.learn(&BTreeMap::from([("name".to_owned(), secret.to_owned())]));
        redactor
    }

    #[test]
    fn a_secret_is_taken_out_of_texts_keys_and_numbers() {
        let redactor = redactor("12345678");
        let dirty = json!({"x12345678": "Bearer 12345678", "n": 12_345_678, "ok": [1, "123"]});
        assert_eq!(
            redactor.value(dirty),
            json!({"x••••••": "Bearer ••••••", "n": MARK, "ok": [1, "123"]})
        );
    }

    #[test]
    fn spellings_of_a_secret_are_taken_out_too() {
        let redactor = redactor("p@ss \"word\"");
        for spelling in [
            "p%40ss%20%22word%22",
            "p%40ss+%22word%22",
            "p@ss \\\"word\\\"",
            "cEBzcyAid29yZCI=",
        ] {
            assert_eq!(redactor.text(format!("a={spelling}&b")), "a=••••••&b");
        }
    }

    #[test]
    fn a_short_value_is_left_alone_and_the_longer_of_two_goes_first() {
        assert_eq!(redactor("abc").text("abcabc".into()), "abcabc");
        let two = redactor("secret");
        two.learn(&BTreeMap::from([("b".to_owned(), "secret-long".to_owned())]));
        assert_eq!(two.text("secret-long secret".into()), "•••••• ••••••");
    }
}
