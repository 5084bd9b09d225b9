//! Settings against the fields of their kind.

use serde_json::{Map, Value};

use super::expressions::has_braces;
use super::view::View;
use crate::catalogue::{Choice, Field, FieldKind, Implied, NodeKind};
use crate::graph::Node;
use crate::graph::parse::type_name;
use crate::problem::{Problem, join};
use crate::report::Report;
use crate::suggest::did_you_mean;

pub(super) fn check(view: &View<'_>, report: &mut Report) {
    for (index, spot) in view.nodes.iter().enumerate() {
        let Some(kind) = spot.kind else { continue };
        let pointer = format!("{}/config", view.node_pointer(index));
        let mut form = Form {
            node: spot.node,
            kind,
            pointer: &pointer,
            report,
        };
        form.check();
    }
}

/// The settings of one node beside the form that they should fit.
struct Form<'a, 'r> {
    node: &'a Node,
    kind: &'static NodeKind,
    pointer: &'a str,
    report: &'r mut Report,
}

impl Form<'_, '_> {
    fn check(&mut self) {
        self.unknown_keys();
        for field in self.kind.fields {
            let value = self.node.config.get(field.name);
            match value.filter(|value| !is_blank(value)) {
                Some(value) => self.value(field, value),
                None if field.required && is_shown(field, self.kind, &self.node.config) => self.missing(field),
                None => {}
            }
        }
        for problem in (self.kind.check)(&self.node.config, self.pointer) {
            let message = format!("`{}`: {}", self.node.id, problem.message);
            self.report.push(Problem { message, ..problem });
        }
    }

    fn unknown_keys(&mut self) {
        let known = self.kind.fields.iter().map(|field| field.name);
        for key in self
            .node
            .config
            .keys()
            .filter(|key| !known.clone().any(|name| name == key.as_str()))
        {
            let shown: String = key.chars().take(80).collect();
            let message = format!("`{}`: {} has no setting `{shown}`", self.node.id, self.kind.title);
            let hint = self.report.did_you_mean(key, known.clone());
            self.report
                .push(Problem::error(join(self.pointer, key), "unknown_key", message).hint(hint));
        }
    }

    fn push(&mut self, field: &Field, code: &str, message: &str, hint: String) {
        let message = format!("`{}`: {message}", self.node.id);
        self.report
            .push(Problem::error(join(self.pointer, field.name), code, message).hint(hint));
    }

    fn missing(&mut self, field: &Field) {
        let message = format!("{} is missing (`{}`)", field.label, field.name);
        let hint = if field.placeholder.is_empty() {
            String::new()
        } else {
            format!("For example: {}", field.placeholder)
        };
        self.push(field, "missing_setting", &message, hint);
    }

    fn wrong_type(&mut self, field: &Field, wanted: &str, found: &Value) {
        let message = format!("`{}` is {wanted}, not {}", field.name, type_name(found));
        self.push(field, "wrong_type", &message, String::new());
    }

    fn value(&mut self, field: &Field, value: &Value) {
        match field.kind {
            FieldKind::Text | FieldKind::Template | FieldKind::LongTemplate => match value.as_str() {
                Some(text) => self.secret(field, text),
                None => self.wrong_type(field, "text", value),
            },
            FieldKind::Number { min, max, integer, .. } => self.number(field, value, (min, max), integer),
            FieldKind::Slider { min, max, .. } => self.number(field, value, (min, max), false),
            FieldKind::Switch => {
                if !value.is_boolean() && !is_template(value) {
                    self.wrong_type(field, "true or false", value);
                }
            }
            FieldKind::Select(choices) => self.choice(field, value, choices),
            FieldKind::KeyValue => self.pairs(field, value),
            FieldKind::JsonSchema => {
                if !value.is_object() && !value.is_boolean() {
                    self.wrong_type(field, "a JSON Schema, which is an object", value);
                }
            }
            FieldKind::Inputs | FieldKind::Cases => {
                if !value.is_array() {
                    self.wrong_type(field, "a list", value);
                }
            }
            FieldKind::Body => {
                if !value.is_object() {
                    self.wrong_type(field, "an object with `nodes` and `edges`", value);
                }
            }
            // any JSON; texts inside are the business of the rule about expressions
            FieldKind::Expression | FieldKind::Json => {}
        }
    }

    /// A secret is named, never written out: a version and an export are read by many.
    fn secret(&mut self, field: &Field, text: &str) {
        if field.secret && !has_braces(text) {
            let message = format!(
                "{} is written out (`{}`), so everyone who sees the workflow sees it",
                field.label, field.name
            );
            let hint = format!("Store it as a secret and write {} here.", field.placeholder);
            self.push(field, "literal_secret", &message, hint);
        }
    }

    fn number(&mut self, field: &Field, value: &Value, (min, max): (f64, f64), integer: bool) {
        let Some(number) = value.as_f64() else {
            if !is_template(value) {
                self.wrong_type(field, "a number, or an expression in braces that gives one", value);
            }
            return;
        };
        let whole = !integer || number.fract() == 0.0;
        if !whole || number < min || number > max {
            let what = if integer { "a whole number" } else { "a number" };
            let message = format!("`{}` is {what} from {min} to {max}, not {value}", field.name);
            self.push(field, "out_of_range", &message, String::new());
        }
    }

    fn choice(&mut self, field: &Field, value: &Value, choices: &[Choice]) {
        let Some(text) = value.as_str() else {
            self.wrong_type(field, "text", value);
            return;
        };
        if !choices.iter().any(|choice| choice.value == text) {
            let shown: String = text.chars().take(40).collect();
            let message = format!("`{shown}` is no choice for `{}`", field.name);
            let hint = did_you_mean(text, choices.iter().map(|choice| choice.value));
            self.push(field, "unknown_choice", &message, hint);
        }
    }

    fn pairs(&mut self, field: &Field, value: &Value) {
        let Some(map) = value.as_object() else {
            self.wrong_type(field, "an object of names and values", value);
            return;
        };
        let pointer = join(self.pointer, field.name);
        for (key, value) in map
            .iter()
            .filter(|(_, value)| value.is_array() || value.is_object() || value.is_null())
        {
            let message = format!(
                "`{}`: the value of `{key}` is text, a number or a boolean, not {}",
                self.node.id,
                type_name(value)
            );
            self.report
                .push(Problem::error(join(&pointer, key), "wrong_type", message));
        }
    }
}

/// Whether nothing was filled in.
fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a text stands for a value that is known at run time only.
fn is_template(value: &Value) -> bool {
    value.as_str().is_some_and(has_braces)
}

/// Whether the inspector shows the field at all.
fn is_shown(field: &Field, kind: &NodeKind, config: &Map<String, Value>) -> bool {
    field.when.is_none_or(|(name, values)| {
        let other = kind.fields.iter().find(|other| other.name == name);
        let implied = other.and_then(|other| other.implied).map(Implied::value);
        let value = config.get(name).filter(|value| !is_blank(value)).or(implied.as_ref());
        value
            .and_then(Value::as_str)
            .is_some_and(|value| values.contains(&value))
    })
}
