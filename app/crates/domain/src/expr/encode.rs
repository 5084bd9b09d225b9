//! From values to text and to JSON. In text a string stands as it is and anything else as JSON.

use serde_json::{Map, Number, Value};

use super::error::ExprError;
use super::meter::{Meter, guard_depth};
use super::value::{Text, Val};

/// A value as it stands in text. Undefined is an error that names its path.
pub(super) fn to_text<'v>(meter: &mut Meter, value: &Val<'v>) -> Result<Text<'v>, ExprError> {
    match value {
        Val::Text(text) => Ok(text.clone()),
        Val::Nothing => Ok(Text::Borrowed("")),
        other => to_json_text(meter, other, None).map(Text::from),
    }
}

/// A value as JSON text, in lines when `indent` is given.
pub(super) fn to_json_text(meter: &mut Meter, value: &Val<'_>, indent: Option<usize>) -> Result<String, ExprError> {
    let mut writer = Writer {
        out: String::new(),
        meter,
        indent,
    };
    writer.value(value, 0)?;
    Ok(writer.out)
}

struct Writer<'m> {
    out: String,
    meter: &'m mut Meter,
    indent: Option<usize>,
}

impl Writer<'_> {
    fn value(&mut self, value: &Val<'_>, depth: usize) -> Result<(), ExprError> {
        guard_depth(depth)?;
        self.meter.visit(1)?;
        match value {
            Val::Undefined(missing) => Err(missing.error()),
            Val::Nothing | Val::Null => self.push("null"),
            Val::Bool(true) => self.push("true"),
            Val::Bool(false) => self.push("false"),
            Val::Int(number) => self.push(&number.to_string()),
            Val::Float(number) => {
                let number = float(*number)?;
                self.push(&number.to_string())
            }
            Val::Text(text) => self.string(text),
            Val::List(items) => {
                self.push("[")?;
                for (index, item) in items.iter().enumerate() {
                    self.separate(index, depth + 1)?;
                    self.value(&item, depth + 1)?;
                }
                self.close("]", items.len(), depth)
            }
            Val::Map(map) => {
                self.push("{")?;
                for (index, (key, item)) in map.iter().enumerate() {
                    self.separate(index, depth + 1)?;
                    self.string(&key)?;
                    self.push(if self.indent.is_some() { ": " } else { ":" })?;
                    self.value(&item, depth + 1)?;
                }
                self.close("}", map.len(), depth)
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), ExprError> {
        self.meter.grow(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    fn separate(&mut self, index: usize, depth: usize) -> Result<(), ExprError> {
        if index > 0 {
            self.push(",")?;
        }
        self.new_line(depth)
    }

    fn close(&mut self, bracket: &str, len: usize, depth: usize) -> Result<(), ExprError> {
        if len > 0 {
            self.new_line(depth)?;
        }
        self.push(bracket)
    }

    fn new_line(&mut self, depth: usize) -> Result<(), ExprError> {
        let Some(indent) = self.indent else { return Ok(()) };
        self.push("\n")?;
        self.push(&" ".repeat(indent * depth))
    }

    fn string(&mut self, text: &str) -> Result<(), ExprError> {
        self.push("\"")?;
        let mut rest = text;
        while let Some(at) = rest.bytes().position(needs_escape) {
            let (plain, tail) = rest.split_at(at);
            self.push(plain)?;
            // what needs an escape is ASCII, so one byte
            let (special, tail) = tail.split_at(1);
            special.bytes().try_for_each(|special| self.escape(special))?;
            rest = tail;
        }
        self.push(rest)?;
        self.push("\"")
    }

    fn escape(&mut self, special: u8) -> Result<(), ExprError> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        match special {
            b'"' => self.push("\\\""),
            b'\\' => self.push("\\\\"),
            b'\n' => self.push("\\n"),
            b'\r' => self.push("\\r"),
            b'\t' => self.push("\\t"),
            other => {
                self.push("\\u00")?;
                self.out.push(char::from(HEX[usize::from(other >> 4)]));
                self.out.push(char::from(HEX[usize::from(other & 15)]));
                self.meter.grow(2)
            }
        }
    }
}

fn needs_escape(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\') || byte < b' '
}

/// A value as JSON, copied out of whatever it borrows. Undefined is an error that names its path.
pub(super) fn to_json(meter: &mut Meter, value: &Val<'_>) -> Result<Value, ExprError> {
    to_json_at(meter, value, 0)
}

fn to_json_at(meter: &mut Meter, value: &Val<'_>, depth: usize) -> Result<Value, ExprError> {
    guard_depth(depth)?;
    meter.visit(1)?;
    match value {
        Val::Undefined(missing) => Err(missing.error()),
        Val::Nothing | Val::Null => Ok(Value::Null),
        Val::Bool(value) => Ok(Value::Bool(*value)),
        Val::Int(number) => integer(*number).map(Value::Number),
        Val::Float(number) => float(*number).map(Value::Number),
        Val::Text(text) => {
            meter.hold(text.len())?;
            Ok(Value::String(text.to_string()))
        }
        Val::List(items) => {
            meter.hold(items.len().saturating_mul(size_of::<Value>()))?;
            let mut copied = Vec::with_capacity(items.len());
            for item in items.iter() {
                copied.push(to_json_at(meter, &item, depth + 1)?);
            }
            Ok(Value::Array(copied))
        }
        Val::Map(map) => {
            // an entry is a hash, a key, a value and up to two slots of the index
            let entry = size_of::<Value>() + size_of::<String>() + 32;
            meter.hold(map.len().saturating_mul(entry))?;
            let mut copied = Map::with_capacity(map.len());
            for (key, item) in map.iter() {
                meter.hold(key.len())?;
                copied.insert(key.to_string(), to_json_at(meter, &item, depth + 1)?);
            }
            Ok(Value::Object(copied))
        }
    }
}

fn integer(number: i128) -> Result<Number, ExprError> {
    Number::from_i128(number).ok_or_else(|| ExprError::arithmetic("this whole number needs more than 64 bits"))
}

fn float(number: f64) -> Result<Number, ExprError> {
    Number::from_f64(number).ok_or_else(|| ExprError::arithmetic("this number is not finite"))
}
