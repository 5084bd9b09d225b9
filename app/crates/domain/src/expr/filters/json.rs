//! Reads JSON text straight into our values, paying as it grows: a value may take forty times its text.

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::super::error::ExprError;
use super::super::meter::Meter;
use super::super::value::{Text, Val};

/// A shared text or list beside what it holds: two counts, a pointer, a length, a capacity.
const SHARED_BYTES: usize = 48;

/// The value of JSON text.
pub(super) fn parse<'v>(meter: &mut Meter, text: &str) -> Result<Val<'v>, ExprError> {
    let mut fault = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Seed {
        meter,
        fault: &mut fault,
    }
    .deserialize(&mut deserializer)
    .and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        fault.unwrap_or_else(|| {
            let (line, column) = (error.line(), error.column());
            ExprError::type_error(format!(
                "`fromjson`: not JSON (line {line}, column {column} of the text)"
            ))
        })
    })
}

/// Makes one value. Its own errors wait in `fault`, since the parser's can't carry them.
struct Seed<'s> {
    meter: &'s mut Meter,
    fault: &'s mut Option<ExprError>,
}

impl Seed<'_> {
    fn inner(&mut self) -> Seed<'_> {
        Seed {
            meter: self.meter,
            fault: self.fault,
        }
    }

    fn pay<E: serde::de::Error>(&mut self, pay: impl FnOnce(&mut Meter) -> Result<(), ExprError>) -> Result<(), E> {
        pay(self.meter).map_err(|error| {
            *self.fault = Some(error);
            E::custom("the meter has run out")
        })
    }

    fn text<'v, E: serde::de::Error>(&mut self, text: &str) -> Result<Text<'v>, E> {
        self.pay(|meter| meter.hold(text.len() + SHARED_BYTES))?;
        Ok(text.to_owned().into())
    }
}

/// Stands for a value that borrows nothing, whatever lifetime is asked for.
type Owned = Val<'static>;

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Owned;

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<Owned, D::Error> {
        self.pay(|meter| meter.visit(1))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Owned;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Owned, E> {
        Ok(Val::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Owned, E> {
        Ok(Val::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Owned, E> {
        Ok(Val::Int(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Owned, E> {
        Ok(Val::Int(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Owned, E> {
        Ok(Val::Float(number))
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<Owned, E> {
        self.text(text).map(Val::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Owned, A::Error> {
        self.pay(|meter| meter.hold(SHARED_BYTES))?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner())? {
            // a vector begins with room for four
            let grown = if list.is_empty() { 4 } else { 1 };
            self.pay(|meter| meter.grow(grown * size_of::<Owned>()))?;
            list.push(item);
        }
        Ok(Val::list(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut entries: A) -> Result<Owned, A::Error> {
        self.pay(|meter| meter.hold(SHARED_BYTES * 4))?;
        let mut map = IndexMap::new();
        while let Some(key) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            self.pay(Meter::entry)?;
            let key = self.text::<A::Error>(&key)?;
            map.insert(key, entries.next_value_seed(self.inner())?);
        }
        Ok(Val::map(map))
    }
}
