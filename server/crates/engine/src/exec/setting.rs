//! Reads rendered settings. A number may come as text: `"{{ inputs.n }} "` renders to text.

use chrono::{DateTime, TimeDelta, Utc};
use domain::limits::MAX_WAIT_MS;
use domain::run::{ErrorClass, StepError};
use serde_json::{Map, Value};

/// A setting that is not usable with the values of this run. The message never repeats the value: it may be a secret.
pub(super) fn unusable(name: &str, expected: &str) -> StepError {
    StepError::new(ErrorClass::Config, "bad_setting", format!("/config/{name}: {expected}"))
        .details(serde_json::json!({ "path": format!("/config/{name}") }))
}

/// A setting that is there and says something.
pub(super) fn given<'a>(config: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    config
        .get(name)
        .filter(|value| !value.is_null() && value.as_str() != Some(""))
}

/// Text; numbers and booleans are written out, nothing gives empty text.
pub(super) fn text(config: &Map<String, Value>, name: &str) -> Result<String, StepError> {
    match config.get(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(value.to_string()),
        Some(Value::Array(_) | Value::Object(_)) => Err(unusable(name, "is to be text")),
    }
}

/// A finite number within the bounds; none when not given.
pub(super) fn number(config: &Map<String, Value>, name: &str, min: f64, max: f64) -> Result<Option<f64>, StepError> {
    let Some(value) = given(config, name) else {
        return Ok(None);
    };
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match number.filter(|number| number.is_finite() && (min..=max).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => Err(unusable(name, &format!("is to be a number from {min} to {max}"))),
    }
}

/// A whole number within the bounds; none when not given.
pub(super) fn integer(config: &Map<String, Value>, name: &str, min: u64, max: u64) -> Result<Option<u64>, StepError> {
    let Some(value) = given(config, name) else {
        return Ok(None);
    };
    let whole = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match whole.filter(|number| (min..=max).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => Err(unusable(name, &format!("is to be a whole number from {min} to {max}"))),
    }
}

/// So many milliseconds from now; none when not given.
pub(super) fn time_after(
    config: &Map<String, Value>,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StepError> {
    let ms = integer(config, name, 1, MAX_WAIT_MS)?;
    Ok(ms.and_then(|ms| Some(now + TimeDelta::try_milliseconds(i64::try_from(ms).ok()?)?)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be whole, not negative and exact in an f64"
)]
fn whole(number: f64) -> Option<u64> {
    ((0.0..=9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config(value: Value) -> Map<String, Value> {
        Map::from_iter([("n".to_owned(), value)])
    }

    #[test]
    fn numbers_are_read_from_numbers_and_from_text() {
        assert_eq!(integer(&config(json!(4)), "n", 1, 9), Ok(Some(4)));
        assert_eq!(integer(&config(json!(4.0)), "n", 1, 9), Ok(Some(4)));
        assert_eq!(integer(&config(json!(" 4 ")), "n", 1, 9), Ok(Some(4)));
        assert_eq!(integer(&config(json!("")), "n", 1, 9), Ok(None));
        assert_eq!(number(&config(json!("0.5")), "n", 0.0, 2.0), Ok(Some(0.5)));
    }

    #[test]
    fn what_is_no_number_or_out_of_bounds_is_refused_without_repeating_it() {
        for bad in [
            json!(10),
            json!(-1),
            json!(1.5),
            json!("hunter2"),
            json!([1]),
            json!(true),
        ] {
            let error = integer(&config(bad), "n", 1, 9).unwrap_err();
            assert_eq!(error.message, "/config/n: is to be a whole number from 1 to 9");
        }
    }
}
