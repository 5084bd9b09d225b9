//! Expressions that can't be read, and where expressions stand.

use serde_json::{Map, Value};

use super::view::View;
use crate::catalogue::{Field, FieldKind, NodeKind};
use crate::expr;
use crate::problem::{Problem, join};
use crate::report::Report;

/// One text of a config that may hold expressions.
pub(super) struct Source<'a> {
    pub(super) field: &'static Field,
    /// Pointer from the config.
    pub(super) pointer: String,
    pub(super) text: &'a str,
    /// Whether the whole text is an expression, without braces.
    pub(super) bare: bool,
}

impl Source<'_> {
    /// Values that the text asks for.
    pub(super) fn references(&self) -> Vec<expr::Reference> {
        if self.bare {
            expr::references_expression(self.text)
        } else {
            expr::references_template(self.text)
        }
    }

    fn check(&self) -> Result<(), expr::ExprError> {
        if self.bare {
            expr::check_expression(self.text)
        } else {
            expr::check_template(self.text)
        }
    }
}

/// Every text of a config that holds expressions, in the order of the form.
pub(super) fn sources<'a>(kind: &'static NodeKind, config: &'a Map<String, Value>) -> Vec<Source<'a>> {
    let mut found = Vec::new();
    for field in kind.fields {
        let Some(value) = config.get(field.name) else { continue };
        let pointer = join("", field.name);
        match field.kind {
            FieldKind::Expression => match value {
                Value::String(text) if !text.trim().is_empty() => {
                    found.push(Source {
                        field,
                        pointer,
                        text,
                        bare: true,
                    });
                }
                Value::String(_) => {}
                // a literal stands for itself, but for templates inside
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    walk(field, value, pointer, &mut found);
                }
            },
            FieldKind::Template
            | FieldKind::LongTemplate
            | FieldKind::Number { .. }
            | FieldKind::Slider { .. }
            | FieldKind::Switch
            | FieldKind::KeyValue
            | FieldKind::Json
            | FieldKind::Cases => walk(field, value, pointer, &mut found),
            FieldKind::Text | FieldKind::Select(_) | FieldKind::JsonSchema | FieldKind::Inputs | FieldKind::Body => {}
        }
    }
    found
}

/// Collects the texts with braces inside a value.
fn walk<'a>(field: &'static Field, value: &'a Value, pointer: String, found: &mut Vec<Source<'a>>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            if has_braces(text) {
                found.push(Source {
                    field,
                    pointer,
                    text,
                    bare: false,
                });
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(field, item, join(&pointer, index), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                walk(field, item, join(&pointer, key), found);
            }
        }
    }
}

/// Whether a text may hold an expression at all.
pub(super) fn has_braces(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("{#")
}

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    for (index, spot) in view.nodes.iter().enumerate() {
        for source in &spot.sources {
            if let Err(error) = source.check() {
                let path = format!("{}/config{}", view.node_pointer(index), source.pointer);
                let message = format!("`{}`: {error}", spot.node.id);
                report.push(Problem::error(path, error.code(), message).hint(error.hint()));
            }
        }
    }
}
