//! Where on an element a value goes, and how it is put there.

use full::tachys::html::attribute::AttributeValue;
use full::tachys::renderer::Rndr;
use wasm_bindgen::JsValue;

use crate::value::Value;

/// Where on an element a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An attribute.
    Attribute(&'static str),
    /// The attribute `class`.
    Class,
    /// One name among the classes.
    ClassName(&'static str),
    /// The attribute `style`.
    Style,
    /// One property among the styles.
    StyleProperty(&'static str),
    /// A property of the DOM's object, which has no HTML.
    Property(&'static str),
    /// The HTML inside.
    Inside,
}

/// The parts of an opening tag that are written last, because several attributes add to them.
pub(crate) struct Gathered<'a> {
    pub(crate) class: &'a mut String,
    pub(crate) style: &'a mut String,
    pub(crate) inside: &'a mut String,
}

impl Place {
    /// Writes a value into the opening tag.
    pub(crate) fn write(self, value: &Value, tag: &mut String, gathered: &mut Gathered<'_>) {
        match (self, value) {
            (Self::Attribute(name), Value::Flag(true)) => {
                tag.push(' ');
                tag.push_str(name);
            }
            (Self::Attribute(name), Value::Text(text)) => AttributeValue::to_html(text.as_ref(), name, tag),
            (Self::Class, Value::Text(text)) => {
                gathered.class.clear();
                push_all(gathered.class, [" ", text]);
            }
            (Self::ClassName(name), Value::Flag(true)) => push_all(gathered.class, [" ", name]),
            (Self::Style, Value::Text(text)) => push_all(gathered.style, [text, ";"]),
            (Self::StyleProperty(name), Value::Text(text)) => push_all(gathered.style, [name, ":", text, ";"]),
            (Self::Inside, Value::Text(html)) => gathered.inside.push_str(html),
            (_nothing_to_write, Value::Absent | Value::Flag(_) | Value::Text(_) | Value::Live(_)) => {}
        }
    }

    /// Puts a value onto the element in the page.
    pub(crate) fn put(self, on: &web_sys::Element, value: &Value) {
        match self {
            Self::Attribute(name) => put_attribute(on, name, value),
            Self::Class => put_attribute(on, "class", value),
            Self::Style => put_attribute(on, "style", value),
            Self::ClassName(name) => {
                let names = Rndr::class_list(on);
                if *value == Value::Flag(true) {
                    Rndr::add_class(&names, name);
                } else {
                    Rndr::remove_class(&names, name);
                }
            }
            Self::StyleProperty(name) => {
                let styles = Rndr::style(on);
                match value.text() {
                    Some(text) => Rndr::set_css_property(&styles, name, text),
                    None => Rndr::remove_css_property(&styles, name),
                }
            }
            Self::Property(name) => Rndr::set_property_or_value(on, name, &property(value)),
            Self::Inside => Rndr::set_inner_html(on, value.text().unwrap_or_default()),
        }
    }

    /// Whether the server's HTML doesn't carry the value, so that hydration has to put it.
    pub(crate) const fn is_unwritten(self) -> bool {
        matches!(self, Self::Property(_))
    }
}

fn put_attribute(on: &web_sys::Element, name: &str, value: &Value) {
    match value.text() {
        Some(text) => Rndr::set_attribute(on, name, text),
        None => Rndr::remove_attribute(on, name),
    }
}

fn property(value: &Value) -> JsValue {
    match value {
        Value::Absent | Value::Live(_) => JsValue::UNDEFINED,
        Value::Flag(flag) => JsValue::from_bool(*flag),
        Value::Text(text) => JsValue::from_str(text),
    }
}

fn push_all<const N: usize>(into: &mut String, parts: [&str; N]) {
    for part in parts {
        into.push_str(part);
    }
}
