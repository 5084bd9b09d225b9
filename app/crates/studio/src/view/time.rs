//! The reader's own time of the day. Only where the page lives: the server doesn't know the reader's zone.

use chrono::{DateTime, Utc};
use wasm_bindgen::JsValue;

/// `12:04`.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
pub(crate) fn hour_and_minute(at: DateTime<Utc>) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
