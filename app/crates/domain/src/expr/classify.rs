//! Reads a source without running it: is it well-formed, and may it run in process?

use minijinja::machinery::ast::{CallArg, Expr, Filter, Stmt};
use serde_json::Value;

use super::error::{ExprError, LocatedError};
use super::parse::{Bare, Template};
use super::{filters, functions, predicates, references, render, scan};

/// Where a source may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// In process: the meter bounds it.
    Bounded,
    /// Only in the sandbox: it has blocks.
    NeedsSandbox,
}

/// Where a text with tags may run. Errors are those of [`check_template`].
pub fn classify_template(source: &str) -> Result<Class, ExprError> {
    if !scan::has_tags(source) {
        return Ok(Class::Bounded);
    }
    let template = Template::parse(source)?;
    check_statements(template.statements())?;
    Ok(class_of(&template))
}

/// Where a bare expression may run: always in process. Errors are those of [`check_expression`].
pub fn classify_expression(source: &str) -> Result<Class, ExprError> {
    let bare = Bare::parse(source)?;
    bare.expression().map_or(Ok(()), check_names)?;
    Ok(Class::Bounded)
}

/// Where a whole config value may run: in the sandbox if any of its texts needs it.
pub fn classify_value(value: &Value) -> Result<Class, LocatedError> {
    let mut class = Class::Bounded;
    render::walk_texts(value, &mut |source| {
        if classify_template(source)? == Class::NeedsSandbox {
            class = Class::NeedsSandbox;
        }
        Ok(())
    })?;
    Ok(class)
}

/// Whether a text with tags is within the caps, well-formed, and uses only known filters, tests and functions.
pub fn check_template(source: &str) -> Result<(), ExprError> {
    classify_template(source).map(drop)
}

/// Whether a bare expression (braces accepted) is within the caps, well-formed, and uses only known names.
pub fn check_expression(source: &str) -> Result<(), ExprError> {
    classify_expression(source).map(drop)
}

/// Where a parsed text may run.
pub(super) fn class_of(template: &Template<'_>) -> Class {
    let plain = |statement: &Stmt<'_>| matches!(statement, Stmt::EmitExpr(_) | Stmt::EmitRaw(_));
    if template.statements().iter().all(plain) {
        Class::Bounded
    } else {
        Class::NeedsSandbox
    }
}

pub(super) fn check_statements(statements: &[Stmt<'_>]) -> Result<(), ExprError> {
    let mut outcome = Ok(());
    references::walk_statements(statements, &mut |expr| {
        if outcome.is_ok() {
            outcome = check_name(expr);
        }
    });
    outcome
}

pub(super) fn check_names(expr: &Expr<'_>) -> Result<(), ExprError> {
    let mut outcome = Ok(());
    references::walk_expression(expr, &mut |expr| {
        if outcome.is_ok() {
            outcome = check_name(expr);
        }
    });
    outcome
}

/// Whether this one node names a filter, test or function that exists.
fn check_name(expr: &Expr<'_>) -> Result<(), ExprError> {
    let found = match expr {
        Expr::Filter(filter) => filters::find(filter.name).and_then(|_| check_named(filter)),
        Expr::Test(test) => predicates::find(test.name).map(drop),
        Expr::Call(call) => match &call.expr {
            Expr::Var(var) => functions::find(var.id).map(drop),
            _ => Ok(()),
        },
        _ => Ok(()),
    };
    found.map_err(|error| error.or_at(super::parse::position(expr)))
}

/// Whether the filter or test that `map`, `select` and the like are told to apply exists, where it is written out.
fn check_named(filter: &Filter<'_>) -> Result<(), ExprError> {
    let place = match filter.name {
        "map" | "select" | "reject" => 0,
        "selectattr" | "rejectattr" => 1,
        _ => return Ok(()),
    };
    let name = match filter.args.get(place) {
        Some(CallArg::Pos(Expr::Const(constant))) => constant.value.as_str(),
        _ => None,
    };
    match name {
        Some(name) if filter.name == "map" => filters::find(name).map(drop),
        Some(name) => predicates::find(name).map(drop),
        None => Ok(()),
    }
}
