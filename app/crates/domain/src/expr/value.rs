//! The values an expression works on: scalars, and lists and maps that borrow from the scope where they can.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::ValueKind;
use serde_json::Value;

use super::error::ExprError;
use super::limits;

/// One value during evaluation. Cloning never copies text, lists or maps.
#[derive(Debug, Clone)]
pub(super) enum Val<'v> {
    /// A path that leads nowhere.
    Undefined(Rc<Missing>),
    /// An `if` without `else` whose test failed: nothing in text, null as a value.
    Nothing,
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Text<'v>),
    List(List<'v>),
    Map(MapRef<'v>),
}

/// Where a look-up failed.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) path: String,
    pub(super) known: Vec<String>,
}

impl Missing {
    pub(super) fn error(&self) -> ExprError {
        ExprError::Undefined {
            path: self.path.clone(),
            known: self.known.clone(),
            at: None,
        }
    }
}

/// Text, borrowed from the scope or the source, or built during evaluation.
#[derive(Debug, Clone)]
pub(super) enum Text<'v> {
    /// Written in the source.
    Literal(&'v str),
    Borrowed(&'v str),
    Shared(Rc<String>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Literal(text) | Self::Borrowed(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl Text<'_> {
    /// How an error may show this text: as it is when the source says it, else not at all, since it may be a secret.
    pub(super) fn told(&self) -> &str {
        match self {
            Self::Literal(text) => text,
            Self::Borrowed(_) | Self::Shared(_) => "(…)",
        }
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Shared(Rc::new(text))
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text<'_> {}

impl std::hash::Hash for Text<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl std::borrow::Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

/// A list, borrowed or built.
#[derive(Debug, Clone)]
pub(super) enum List<'v> {
    Json(&'v [Value]),
    Built(Rc<Vec<Val<'v>>>),
}

impl<'v> List<'v> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Json(items) => items.len(),
            Self::Built(items) => items.len(),
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<Val<'v>> {
        match self {
            Self::Json(items) => items.get(index).map(Val::from_json),
            Self::Built(items) => items.get(index).cloned(),
        }
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Val<'v>> + use<'v> {
        let list = self.clone();
        (0..self.len()).filter_map(move |index| list.get(index))
    }
}

/// A map, borrowed or built. Keys keep the order they came in.
#[derive(Debug, Clone)]
pub(super) enum MapRef<'v> {
    Json(&'v serde_json::Map<String, Value>),
    Parts(&'v BTreeMap<String, Arc<Value>>),
    Built(Rc<IndexMap<Text<'v>, Val<'v>>>),
}

impl<'v> MapRef<'v> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Json(map) => map.len(),
            Self::Parts(map) => map.len(),
            Self::Built(map) => map.len(),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Val<'v>> {
        match self {
            Self::Json(map) => map.get(key).map(Val::from_json),
            Self::Parts(map) => map.get(key).map(|value| Val::from_json(value)),
            Self::Built(map) => map.get(key).cloned(),
        }
    }

    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = (Text<'v>, Val<'v>)> + '_> {
        match self {
            Self::Json(map) => Box::new(
                map.iter()
                    .map(|(key, value)| (Text::Borrowed(key.as_str()), Val::from_json(value))),
            ),
            Self::Parts(map) => Box::new(
                map.iter()
                    .map(|(key, value)| (Text::Borrowed(key.as_str()), Val::from_json(value))),
            ),
            Self::Built(map) => Box::new(map.iter().map(|(key, value)| (key.clone(), value.clone()))),
        }
    }

    /// The first few keys, for an error to list. Keys that were computed are not told: they may be secrets.
    pub(super) fn known(&self) -> Vec<String> {
        match self {
            Self::Json(_) | Self::Parts(_) => self
                .iter()
                .take(limits::MAX_KNOWN)
                .map(|(key, _)| key.chars().take(64).collect())
                .collect(),
            Self::Built(_) => Vec::new(),
        }
    }
}

impl<'v> Val<'v> {
    pub(super) fn from_json(value: &'v Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => number
                .as_i128()
                .map_or_else(|| Self::Float(number.as_f64().unwrap_or(f64::NAN)), Self::Int),
            Value::String(text) => Self::Text(Text::Borrowed(text)),
            Value::Array(items) => Self::List(List::Json(items)),
            Value::Object(map) => Self::Map(MapRef::Json(map)),
        }
    }

    pub(super) fn from_parts(parts: &'v BTreeMap<String, Arc<Value>>) -> Self {
        Self::Map(MapRef::Parts(parts))
    }

    /// A constant of the parsed source. The parser makes only scalars.
    pub(super) fn from_const(value: &'v minijinja::Value) -> Result<Self, ExprError> {
        match value.kind() {
            ValueKind::None => Ok(Self::Null),
            ValueKind::Bool => Ok(Self::Bool(value.is_true())),
            ValueKind::String => value
                .as_str()
                .map(|text| Self::Text(Text::Literal(text)))
                .ok_or_else(|| ExprError::type_error("this constant is no text")),
            ValueKind::Number if value.is_integer() => i128::try_from(value.clone())
                .map(Self::Int)
                .map_err(|_| ExprError::arithmetic("this whole number is too large")),
            ValueKind::Number => f64::try_from(value.clone())
                .map(Self::Float)
                .map_err(|_| ExprError::arithmetic("this number is too large")),
            // the enum is not ours and open: no other kind is written as a constant
            kind => Err(ExprError::type_error(format!("a constant can't be {kind}"))),
        }
    }

    pub(super) fn text(text: String) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::List(List::Built(Rc::new(items)))
    }

    pub(super) fn map(entries: IndexMap<Text<'v>, Self>) -> Self {
        Self::Map(MapRef::Built(Rc::new(entries)))
    }

    pub(super) fn undefined(path: String, known: Vec<String>) -> Self {
        Self::Undefined(Rc::new(Missing { path, known }))
    }

    pub(super) fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined(_))
    }

    /// The value, or the error that names the path if it is undefined.
    pub(super) fn defined(self) -> Result<Self, ExprError> {
        match self {
            Self::Undefined(missing) => Err(missing.error()),
            defined => Ok(defined),
        }
    }

    /// Jinja's truth: empty, zero, null and undefined are false.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Undefined(_) | Self::Nothing | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => items.len() > 0,
            Self::Map(map) => map.len() > 0,
        }
    }

    /// What an error calls this kind of value.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined(_) => "undefined",
            Self::Nothing | Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }
}

/// Whether a value counts as true in a condition: not null, false, zero, empty text, list or object.
#[must_use]
pub fn truthy(value: &Value) -> bool {
    Val::from_json(value).is_true()
}
