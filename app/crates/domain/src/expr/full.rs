//! Evaluation with blocks: `for`, `if`, `set`, `with`, `filter`. Only for the sandbox's child process.
//!
//! The meter still counts, with the caller's purse; the child's memory limit and its parent's deadline stand behind it.
//! Don't call this in a process that holds anything worth keeping.

use std::collections::HashMap;

use indexmap::IndexMap;
use minijinja::machinery::ast::{Expr, ForLoop, Stmt};
use serde_json::Value;

use super::encode;
use super::error::{ExprError, LocatedError};
use super::eval::Evaluator;
use super::meter::Meter;
use super::parse::{Template, position};
use super::render::{self, push};
use super::scope::Scope;
use super::value::{Text, Val};

/// What one render may spend.
#[derive(Debug, Clone, Copy)]
pub struct Purse {
    /// Steps of evaluation.
    pub steps: u64,
    /// Bytes allocated, all allocations summed.
    pub bytes: u64,
}

/// A config value with every text in it rendered, blocks included.
pub fn render_unbounded(value: &Value, scope: &Scope, purse: Purse) -> Result<Value, LocatedError> {
    let mut meter = Meter::with(purse.steps, purse.bytes);
    render::render_value_metered(value, scope, &mut meter, &run_blocks)
}

/// The value of a bare expression under the given purse.
pub fn eval_unbounded(source: &str, scope: &Scope, purse: Purse) -> Result<Value, ExprError> {
    render::eval_metered(source, scope, Meter::with(purse.steps, purse.bytes))
}

fn run_blocks<'v>(evaluator: &mut Evaluator<'v>, template: &'v Template<'v>) -> Result<String, ExprError> {
    let mut out = String::new();
    evaluator.frames.push(HashMap::new());
    run(evaluator, template.statements(), &mut out)?;
    Ok(out)
}

fn run<'v>(evaluator: &mut Evaluator<'v>, statements: &'v [Stmt<'v>], out: &mut String) -> Result<(), ExprError> {
    statements.iter().try_for_each(|statement| {
        evaluator.meter.visit(1)?;
        run_one(evaluator, statement, out)
    })
}

fn run_one<'v>(evaluator: &mut Evaluator<'v>, statement: &'v Stmt<'v>, out: &mut String) -> Result<(), ExprError> {
    match statement {
        Stmt::Template(template) => run(evaluator, &template.children, out),
        Stmt::EmitRaw(raw) => push(&mut evaluator.meter, out, raw.raw),
        Stmt::EmitExpr(emit) => {
            let value = evaluator.eval(&emit.expr)?;
            let text =
                encode::to_text(&mut evaluator.meter, &value).map_err(|error| error.or_at(position(&emit.expr)))?;
            push(&mut evaluator.meter, out, &text)
        }
        Stmt::IfCond(choice) => {
            let body = if evaluator.eval(&choice.expr)?.is_true() {
                &choice.true_body
            } else {
                &choice.false_body
            };
            run(evaluator, body, out)
        }
        Stmt::ForLoop(each) => run_loop(evaluator, each, out),
        Stmt::Set(set) => {
            let value = evaluator.eval(&set.expr)?.defined()?;
            bind(evaluator, &set.target, value)
        }
        Stmt::SetBlock(set) => {
            let text = captured(evaluator, &set.body, set.filter.as_ref())?;
            bind(evaluator, &set.target, text)
        }
        Stmt::WithBlock(with) => scoped(evaluator, |evaluator| {
            for (target, value) in &with.assignments {
                let value = evaluator.eval(value)?.defined()?;
                bind(evaluator, target, value)?;
            }
            run(evaluator, &with.body, out)
        }),
        Stmt::FilterBlock(block) => {
            let value = captured(evaluator, &block.body, Some(&block.filter))?;
            let text = encode::to_text(&mut evaluator.meter, &value)?;
            push(&mut evaluator.meter, out, &text)
        }
        Stmt::AutoEscape(_) => Err(ExprError::type_error(
            "there is no automatic escaping: use the filter `escape`",
        )),
        Stmt::Do(_) => Err(ExprError::type_error(
            "`do` has no use here: functions only give values",
        )),
    }
}

/// The text of a body, filtered.
fn captured<'v>(
    evaluator: &mut Evaluator<'v>,
    body: &'v [Stmt<'v>],
    filter: Option<&'v Expr<'v>>,
) -> Result<Val<'v>, ExprError> {
    let mut text = String::new();
    scoped(evaluator, |evaluator| run(evaluator, body, &mut text))?;
    match filter {
        Some(Expr::Filter(filter)) => evaluator.filter(filter, Some(Val::text(text)))?.defined(),
        Some(_) | None => Ok(Val::text(text)),
    }
}

fn bind<'v>(evaluator: &mut Evaluator<'v>, target: &'v Expr<'v>, value: Val<'v>) -> Result<(), ExprError> {
    match target {
        Expr::Var(var) => {
            evaluator.meter.entry()?;
            if let Some(frame) = evaluator.frames.last_mut() {
                frame.insert(var.id, value);
            }
            Ok(())
        }
        Expr::List(targets) => {
            let Val::List(values) = value else {
                return Err(ExprError::type_error(format!("{} can't be unpacked", value.kind())));
            };
            if values.len() != targets.items.len() {
                return Err(ExprError::type_error(format!(
                    "{} values can't be unpacked into {} names",
                    values.len(),
                    targets.items.len()
                )));
            }
            targets
                .items
                .iter()
                .zip(values.iter())
                .try_for_each(|(target, value)| bind(evaluator, target, value))
        }
        _ => Err(ExprError::type_error("only a plain name can be set")),
    }
}

fn run_loop<'v>(evaluator: &mut Evaluator<'v>, each: &'v ForLoop<'v>, out: &mut String) -> Result<(), ExprError> {
    if each.recursive {
        return Err(ExprError::type_error("loops can't be recursive"));
    }
    let items = kept_items(evaluator, each)?;
    if items.is_empty() {
        return scoped(evaluator, |evaluator| run(evaluator, &each.else_body, out));
    }
    let len = items.len();
    for (index, item) in items.into_iter().enumerate() {
        scoped(evaluator, |evaluator| {
            bind(evaluator, &each.target, item)?;
            set_loop(evaluator, index, len)?;
            run(evaluator, &each.body, out)
        })?;
    }
    Ok(())
}

/// The items of a loop that pass its `if`.
fn kept_items<'v>(evaluator: &mut Evaluator<'v>, each: &'v ForLoop<'v>) -> Result<Vec<Val<'v>>, ExprError> {
    let iterated = evaluator.eval(&each.iter)?;
    let items = super::filters::items_of(&mut evaluator.meter, &iterated)?;
    let Some(test) = &each.filter_expr else {
        return Ok(items);
    };
    let mut kept = Vec::new();
    for item in items {
        let passes = scoped(evaluator, |evaluator| {
            bind(evaluator, &each.target, item.clone())?;
            evaluator.eval(test).map(|value| value.is_true())
        })?;
        if passes {
            kept.push(item);
        }
    }
    Ok(kept)
}

fn scoped<'v, T>(
    evaluator: &mut Evaluator<'v>,
    inner: impl FnOnce(&mut Evaluator<'v>) -> Result<T, ExprError>,
) -> Result<T, ExprError> {
    evaluator.frames.push(HashMap::new());
    let outcome = inner(evaluator);
    evaluator.frames.pop();
    outcome
}

/// `loop.index`, `loop.index0`, `loop.first`, `loop.last`, `loop.length`.
fn set_loop(evaluator: &mut Evaluator<'_>, index: usize, len: usize) -> Result<(), ExprError> {
    let number = |count: usize| Val::Int(i128::try_from(count).unwrap_or(i128::MAX));
    let entries = [
        ("index", number(index + 1)),
        ("index0", number(index)),
        ("first", Val::Bool(index == 0)),
        ("last", Val::Bool(index + 1 == len)),
        ("length", number(len)),
    ];
    for _ in &entries {
        evaluator.meter.entry()?;
    }
    let entries: IndexMap<_, _> = entries
        .into_iter()
        .map(|(key, value)| (Text::Borrowed(key), value))
        .collect();
    if let Some(frame) = evaluator.frames.last_mut() {
        frame.insert("loop", Val::map(entries));
    }
    Ok(())
}
