//! Gives values in process: a bare expression, a text with tags, or a whole config value.

use minijinja::machinery::ast::Stmt;
use serde_json::{Map, Value};

use super::classify::{Class, check_names, check_statements, class_of};
use super::encode;
use super::error::{ExprError, LocatedError};
use super::eval::Evaluator;
use super::meter::{Meter, guard_depth};
use super::parse::{Bare, Template};
use super::scan;
use super::scope::Scope;

/// The value of a bare expression; surrounding braces are accepted.
///
/// A value that ends undefined is an [`ExprError::Undefined`].
pub fn eval_expression(source: &str, scope: &Scope) -> Result<Value, ExprError> {
    eval_metered(source, scope, Meter::in_process())
}

pub(super) fn eval_metered(source: &str, scope: &Scope, meter: Meter) -> Result<Value, ExprError> {
    let bare = Bare::parse(source)?;
    let mut evaluator = Evaluator::new(scope, meter);
    let Some(expr) = bare.expression() else {
        return Ok(Value::Null);
    };
    // also in branches that are not taken, so that what runs once always runs
    check_names(expr)?;
    let value = evaluator.eval(expr)?;
    encode::to_json(&mut evaluator.meter, &value).map_err(|error| error.or_at(super::parse::position(expr)))
}

/// The value of a text with tags: exactly one `{{ expression }}` gives its native value, anything else text.
///
/// Text without tags comes back as it is. Text with blocks is [`ExprError::NeedsSandbox`].
pub fn render_template(source: &str, scope: &Scope) -> Result<Value, ExprError> {
    let mut meter = Meter::in_process();
    render_metered(source, scope, &mut meter, &refuse_blocks)
}

/// A config value with every text in it rendered, keys excepted. One purse pays for the whole of it.
pub fn render_value(value: &Value, scope: &Scope) -> Result<Value, LocatedError> {
    let mut meter = Meter::in_process();
    render_value_metered(value, scope, &mut meter, &refuse_blocks)
}

/// How text that is not one expression becomes text.
pub(super) type Blocks = dyn for<'v> Fn(&mut Evaluator<'v>, &'v Template<'v>) -> Result<String, ExprError>;

fn refuse_blocks<'v>(evaluator: &mut Evaluator<'v>, template: &'v Template<'v>) -> Result<String, ExprError> {
    match class_of(template) {
        Class::Bounded => emit_plain(evaluator, template.statements()),
        Class::NeedsSandbox => Err(ExprError::NeedsSandbox),
    }
}

fn emit_plain<'v>(evaluator: &mut Evaluator<'v>, statements: &'v [Stmt<'v>]) -> Result<String, ExprError> {
    let mut out = String::new();
    for statement in statements {
        match statement {
            Stmt::EmitRaw(raw) => push(&mut evaluator.meter, &mut out, raw.raw)?,
            Stmt::EmitExpr(emit) => {
                let value = evaluator.eval(&emit.expr)?;
                let text = encode::to_text(&mut evaluator.meter, &value)
                    .map_err(|error| error.or_at(super::parse::position(&emit.expr)))?;
                push(&mut evaluator.meter, &mut out, &text)?;
            }
            _ => return Err(ExprError::NeedsSandbox),
        }
    }
    Ok(out)
}

/// Appends to a growing text, paid for.
pub(super) fn push(meter: &mut Meter, out: &mut String, text: &str) -> Result<(), ExprError> {
    meter.grow(text.len())?;
    out.push_str(text);
    Ok(())
}

pub(super) fn render_metered(
    source: &str,
    scope: &Scope,
    meter: &mut Meter,
    blocks: &Blocks,
) -> Result<Value, ExprError> {
    if !scan::has_tags(source) {
        meter.hold(source.len())?;
        return Ok(Value::String(source.to_owned()));
    }
    let template = Template::parse(source)?;
    check_statements(template.statements())?;
    let mut evaluator = Evaluator::new(scope, meter.clone());
    let rendered = match template.sole_expression() {
        Some(expr) => evaluator.eval(expr).and_then(|value| {
            encode::to_json(&mut evaluator.meter, &value).map_err(|error| error.or_at(super::parse::position(expr)))
        }),
        None => blocks(&mut evaluator, &template).map(Value::String),
    };
    *meter = evaluator.meter;
    rendered
}

pub(super) fn render_value_metered(
    value: &Value,
    scope: &Scope,
    meter: &mut Meter,
    blocks: &Blocks,
) -> Result<Value, LocatedError> {
    map_texts(value, &mut String::new(), 0, &mut |source| {
        render_metered(source, scope, meter, blocks)
    })
}

/// Copies a value with every text in it replaced; an error tells where.
fn map_texts(
    value: &Value,
    path: &mut String,
    depth: usize,
    replace: &mut dyn FnMut(&str) -> Result<Value, ExprError>,
) -> Result<Value, LocatedError> {
    guard_depth(depth).map_err(|error| LocatedError {
        path: path.clone(),
        error,
    })?;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
        Value::String(source) => replace(source).map_err(|error| LocatedError {
            path: path.clone(),
            error,
        }),
        Value::Array(items) => {
            let mut mapped = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                mapped.push(under(path, &index.to_string(), |path| {
                    map_texts(item, path, depth + 1, replace)
                })?);
            }
            Ok(Value::Array(mapped))
        }
        Value::Object(entries) => {
            let mut mapped = Map::with_capacity(entries.len());
            for (key, item) in entries {
                let item = under(path, key, |path| map_texts(item, path, depth + 1, replace))?;
                mapped.insert(key.clone(), item);
            }
            Ok(Value::Object(mapped))
        }
    }
}

/// Calls `visit` with every text of a value; an error tells where.
pub(super) fn walk_texts(
    value: &Value,
    visit: &mut dyn FnMut(&str) -> Result<(), ExprError>,
) -> Result<(), LocatedError> {
    walk_texts_at(value, &mut String::new(), 0, visit)
}

fn walk_texts_at(
    value: &Value,
    path: &mut String,
    depth: usize,
    visit: &mut dyn FnMut(&str) -> Result<(), ExprError>,
) -> Result<(), LocatedError> {
    guard_depth(depth).map_err(|error| LocatedError {
        path: path.clone(),
        error,
    })?;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(source) => visit(source).map_err(|error| LocatedError {
            path: path.clone(),
            error,
        }),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            under(path, &index.to_string(), |path| {
                walk_texts_at(item, path, depth + 1, visit)
            })
        }),
        Value::Object(entries) => entries
            .iter()
            .try_for_each(|(key, item)| under(path, key, |path| walk_texts_at(item, path, depth + 1, visit))),
    }
}

/// Runs `inner` with `token` appended to the JSON Pointer `path`, and takes it off again.
fn under<T>(path: &mut String, token: &str, inner: impl FnOnce(&mut String) -> T) -> T {
    let len = path.len();
    path.push('/');
    path.push_str(&token.replace('~', "~0").replace('/', "~1"));
    let outcome = inner(path);
    path.truncate(len);
    outcome
}
