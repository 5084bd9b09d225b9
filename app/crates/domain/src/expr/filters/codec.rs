//! Filters between values and their encodings.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::super::args::Args;
use super::super::error::{Bound, ExprError};
use super::super::meter::Meter;
use super::super::value::Val;
use super::super::{encode, limits};
use super::{json, text_of};

pub(super) fn tojson<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let indent = args.count(0)?.filter(|indent| *indent > 0);
    if indent.is_some_and(|indent| indent > limits::MAX_INDENT) {
        return Err(ExprError::limit(Bound::Indent, limits::MAX_INDENT));
    }
    encode::to_json_text(meter, value, indent).map(Val::text)
}

pub(super) fn fromjson<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "fromjson", value)?;
    meter.read(text.len())?;
    json::parse(meter, &text)
}

pub(super) fn b64encode<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "b64encode", value)?;
    meter.hold((text.len() / 3 + 1).saturating_mul(4))?;
    Ok(Val::text(STANDARD.encode(text.as_bytes())))
}

pub(super) fn b64decode<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let text = text_of(meter, "b64decode", value)?;
    meter.hold(text.len())?;
    let trimmed = text.trim();
    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(trimmed).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Val::text)
        .ok_or_else(|| ExprError::type_error("`b64decode`: not base64 of text"))
}

pub(super) fn urlencode<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let Val::Map(map) = value else {
        let text = text_of(meter, "urlencode", value)?;
        return percent(meter, &text).map(Val::text);
    };
    let mut query = String::new();
    for (key, item) in map.iter() {
        meter.visit(1)?;
        let item = encode::to_text(meter, &item)?;
        let pair = format!("{}={}", percent(meter, &key)?, percent(meter, &item)?);
        meter.grow(pair.len() + 1)?;
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&pair);
    }
    Ok(Val::text(query))
}

fn percent(meter: &mut Meter, text: &str) -> Result<String, ExprError> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    meter.hold(text.len().saturating_mul(3))?;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    Ok(encoded)
}
