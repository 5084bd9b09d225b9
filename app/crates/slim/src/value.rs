//! What stands behind the `=` of an attribute, a class, a style or a property.

use std::borrow::Cow;
use std::sync::Arc;

use full::prelude::{Get, Memo, RwSignal, Signal};
use full::tachys::reactive_graph::SharedReactiveFunction;

use crate::element::Element;
use crate::live::{__as_shared_reactive_fn, Live};
use crate::place::Place;

/// The value of an attribute.
#[derive(Clone)]
pub enum Value {
    /// The attribute isn't there.
    Absent,
    /// There without a value, or not there; as a property a boolean.
    Flag(bool),
    /// A text.
    Text(Cow<'static, str>),
    /// Changes with the signals that it reads.
    Live(SharedReactiveFunction<Value>),
}

impl Value {
    /// The value of this moment: never [`Value::Live`].
    pub(crate) fn now(self) -> Self {
        match self {
            Self::Live(read) => match read.lock() {
                Ok(mut read) => read().now(),
                Err(poisoned) => (poisoned.into_inner())().now(),
            },
            Self::Absent | Self::Flag(_) | Self::Text(_) => self,
        }
    }

    /// The value as the text of an attribute; none where the attribute isn't there.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Flag(true) => Some(""),
            Self::Text(text) => Some(text),
            Self::Absent | Self::Flag(false) | Self::Live(_) => None,
        }
    }
}

/// Closures are never equal: they have to be asked.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::Flag(a), Self::Flag(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Absent | Self::Flag(_) | Self::Text(_) | Self::Live(_), _) => false,
        }
    }
}

/// Whatever may stand behind the `=`.
pub trait IntoAttributeValue {
    /// The value, without its type.
    fn into_attribute_value(self) -> Value;

    /// Says it of an element. A text that is written out is most of what is said: it has a shorter way.
    #[must_use]
    fn say(self, of: Element, place: Place) -> Element
    where
        Self: Sized,
    {
        of.with(place, self.into_attribute_value())
    }
}

impl IntoAttributeValue for Value {
    fn into_attribute_value(self) -> Value {
        self
    }
}

impl IntoAttributeValue for bool {
    fn into_attribute_value(self) -> Value {
        Value::Flag(self)
    }
}

impl IntoAttributeValue for &'static str {
    fn into_attribute_value(self) -> Value {
        Value::Text(Cow::Borrowed(self))
    }

    fn say(self, of: Element, place: Place) -> Element {
        of.with_text(place, self)
    }
}

impl IntoAttributeValue for String {
    fn into_attribute_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoAttributeValue for Cow<'static, str> {
    fn into_attribute_value(self) -> Value {
        Value::Text(self)
    }
}

impl IntoAttributeValue for Arc<str> {
    fn into_attribute_value(self) -> Value {
        Value::Text(Cow::Owned(self.to_string()))
    }
}

impl<T: IntoAttributeValue> IntoAttributeValue for Option<T> {
    fn into_attribute_value(self) -> Value {
        self.map_or(Value::Absent, T::into_attribute_value)
    }
}

impl<T: IntoAttributeValue + 'static> IntoAttributeValue for Live<T> {
    fn into_attribute_value(self) -> Value {
        Value::Live(self.map(T::into_attribute_value))
    }
}

impl<F, T> IntoAttributeValue for F
where
    F: FnMut() -> T + Send + 'static,
    T: IntoAttributeValue + 'static,
{
    fn into_attribute_value(self) -> Value {
        __as_shared_reactive_fn(self).into_attribute_value()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoAttributeValue for $number {
            fn into_attribute_value(self) -> Value {
                self.to_string().into_attribute_value()
            }
        }
    )* };
}

numbers!(i32 u32 i64 u64 usize f64);

macro_rules! signals {
    ($($signal:ident)*) => { $(
        impl<T: IntoAttributeValue + Clone + Send + Sync + 'static> IntoAttributeValue for $signal<T> {
            fn into_attribute_value(self) -> Value {
                __as_shared_reactive_fn(move || self.get()).into_attribute_value()
            }
        }
    )* };
}

signals!(Memo RwSignal Signal);
