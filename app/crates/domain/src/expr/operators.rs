//! Arithmetic, concatenation and containment. Whole numbers have 128 bits and never wrap; `/` always gives a float and
//! `//` and `%` round down, as in Jinja.

use minijinja::machinery::ast::BinOpKind;

use super::compare::{self, Num};
use super::encode;
use super::error::ExprError;
use super::meter::Meter;
use super::value::{List, Text, Val};

/// `left op right` for every operator but `and` and `or`, which don't always look at both.
pub(super) fn apply<'v>(
    meter: &mut Meter,
    op: BinOpKind,
    left: &Val<'v>,
    right: &Val<'v>,
) -> Result<Val<'v>, ExprError> {
    match op {
        BinOpKind::Eq => compare::equal(meter, left, right).map(Val::Bool),
        BinOpKind::Ne => compare::equal(meter, left, right).map(|equal| Val::Bool(!equal)),
        BinOpKind::Lt => compare::order(meter, left, right).map(|order| Val::Bool(order.is_lt())),
        BinOpKind::Lte => compare::order(meter, left, right).map(|order| Val::Bool(order.is_le())),
        BinOpKind::Gt => compare::order(meter, left, right).map(|order| Val::Bool(order.is_gt())),
        BinOpKind::Gte => compare::order(meter, left, right).map(|order| Val::Bool(order.is_ge())),
        BinOpKind::ScAnd => Ok(if left.is_true() { right.clone() } else { left.clone() }),
        BinOpKind::ScOr => Ok(if left.is_true() { left.clone() } else { right.clone() }),
        BinOpKind::Add => add(meter, left, right),
        BinOpKind::Sub => numbers(left, right, "-", i128::checked_sub, |a, b| a - b),
        BinOpKind::Mul => multiply(meter, left, right),
        BinOpKind::Div => divide(left, right),
        BinOpKind::FloorDiv => numbers(left, right, "//", floor_div, |a, b| float_div_rem(a, b).0),
        BinOpKind::Rem => numbers(left, right, "%", floor_rem, |a, b| float_div_rem(a, b).1),
        BinOpKind::Pow => power(left, right),
        BinOpKind::Concat => concat(meter, left, right),
        BinOpKind::In => contains(meter, right, left).map(Val::Bool),
    }
}

/// `-value`.
pub(super) fn negate<'v>(value: &Val<'v>) -> Result<Val<'v>, ExprError> {
    match Num::of(value) {
        Some(Num::Int(number)) => number.checked_neg().map(Val::Int).ok_or_else(|| overflow("-")),
        Some(Num::Float(number)) => Ok(Val::Float(-number)),
        None => Err(unfit("-", value, value)),
    }
}

fn add<'v>(meter: &mut Meter, left: &Val<'v>, right: &Val<'v>) -> Result<Val<'v>, ExprError> {
    match (left, right) {
        (Val::Text(left), Val::Text(right)) => join(meter, left, right),
        (Val::List(left), Val::List(right)) => {
            meter.list(left.len() + right.len())?;
            let mut items = Vec::with_capacity(left.len() + right.len());
            items.extend(left.iter());
            items.extend(right.iter());
            Ok(Val::list(items))
        }
        (left, right) => numbers(left, right, "+", i128::checked_add, |a, b| a + b),
    }
}

fn multiply<'v>(meter: &mut Meter, left: &Val<'v>, right: &Val<'v>) -> Result<Val<'v>, ExprError> {
    match (left, right) {
        (Val::Text(text), Val::Int(times)) | (Val::Int(times), Val::Text(text)) => repeat_text(meter, text, *times),
        (Val::List(items), Val::Int(times)) | (Val::Int(times), Val::List(items)) => repeat_list(meter, items, *times),
        (left, right) => numbers(left, right, "*", i128::checked_mul, |a, b| a * b),
    }
}

fn repeat_text<'v>(meter: &mut Meter, text: &str, times: i128) -> Result<Val<'v>, ExprError> {
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    if text.is_empty() {
        return Ok(Val::Text(Text::Borrowed("")));
    }
    meter.hold(text.len().saturating_mul(times))?;
    Ok(Val::text(text.repeat(times)))
}

fn repeat_list<'v>(meter: &mut Meter, items: &List<'v>, times: i128) -> Result<Val<'v>, ExprError> {
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    if items.len() == 0 {
        return Ok(Val::list(Vec::new()));
    }
    let len = items.len().saturating_mul(times);
    meter.list(len)?;
    let mut repeated = Vec::with_capacity(len);
    for _ in 0..times {
        repeated.extend(items.iter());
    }
    Ok(Val::list(repeated))
}

fn divide<'v>(left: &Val<'v>, right: &Val<'v>) -> Result<Val<'v>, ExprError> {
    let (Some(a), Some(b)) = (Num::of(left), Num::of(right)) else {
        return Err(unfit("/", left, right));
    };
    if b.float() == 0.0 {
        return Err(ExprError::arithmetic("division by zero"));
    }
    finite("/", a.float() / b.float())
}

fn power<'v>(left: &Val<'v>, right: &Val<'v>) -> Result<Val<'v>, ExprError> {
    let (Some(a), Some(b)) = (Num::of(left), Num::of(right)) else {
        return Err(unfit("**", left, right));
    };
    match (a, b) {
        (Num::Int(base), Num::Int(exponent)) if exponent >= 0 => u32::try_from(exponent)
            .ok()
            .and_then(|exponent| base.checked_pow(exponent))
            .map(Val::Int)
            .ok_or_else(|| overflow("**")),
        (base, exponent) => finite("**", base.float().powf(exponent.float())),
    }
}

fn numbers<'v>(
    left: &Val<'v>,
    right: &Val<'v>,
    sign: &str,
    whole: fn(i128, i128) -> Option<i128>,
    float: fn(f64, f64) -> f64,
) -> Result<Val<'v>, ExprError> {
    let (Some(a), Some(b)) = (Num::of(left), Num::of(right)) else {
        return Err(unfit(sign, left, right));
    };
    if matches!(sign, "//" | "%") && b.float() == 0.0 {
        return Err(ExprError::arithmetic("division by zero"));
    }
    match (a, b) {
        (Num::Int(a), Num::Int(b)) => whole(a, b).map(Val::Int).ok_or_else(|| overflow(sign)),
        (a, b) => finite(sign, float(a.float(), b.float())),
    }
}

fn floor_div(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let inexact = quotient.checked_mul(b)? != a;
    if inexact && (a < 0) != (b < 0) {
        quotient.checked_sub(1)
    } else {
        Some(quotient)
    }
}

fn floor_rem(a: i128, b: i128) -> Option<i128> {
    let rest = a.checked_rem(b)?;
    if rest != 0 && (rest < 0) != (b < 0) {
        rest.checked_add(b)
    } else {
        Some(rest)
    }
}

/// Quotient rounded down and the rest that has the divisor's sign, each exact where a float can be.
fn float_div_rem(a: f64, b: f64) -> (f64, f64) {
    let rest = a % b;
    let quotient = ((a - rest) / b).round();
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) {
        (quotient - 1.0, rest + b)
    } else {
        (quotient, rest)
    }
}

fn finite<'v>(sign: &str, number: f64) -> Result<Val<'v>, ExprError> {
    if number.is_finite() {
        Ok(Val::Float(number))
    } else {
        Err(overflow(sign))
    }
}

fn overflow(sign: &str) -> ExprError {
    ExprError::arithmetic(format!("the result of `{sign}` is too large for a number"))
}

fn unfit(sign: &str, left: &Val<'_>, right: &Val<'_>) -> ExprError {
    match (left, right) {
        (Val::Undefined(missing), _) | (_, Val::Undefined(missing)) => missing.error(),
        (left, right) => {
            ExprError::type_error(format!("`{sign}` doesn't work on {} and {}", left.kind(), right.kind()))
        }
    }
}

/// `left ~ right`: both as text.
fn concat<'v>(meter: &mut Meter, left: &Val<'v>, right: &Val<'v>) -> Result<Val<'v>, ExprError> {
    let left = encode::to_text(meter, left)?;
    let right = encode::to_text(meter, right)?;
    join(meter, &left, &right)
}

fn join<'v>(meter: &mut Meter, left: &str, right: &str) -> Result<Val<'v>, ExprError> {
    meter.hold(left.len() + right.len())?;
    let mut joined = String::with_capacity(left.len() + right.len());
    joined.push_str(left);
    joined.push_str(right);
    Ok(Val::text(joined))
}

/// `item in container`: a part of a text, an item of a list, a key of an object.
pub(super) fn contains(meter: &mut Meter, container: &Val<'_>, item: &Val<'_>) -> Result<bool, ExprError> {
    match (container, item) {
        (Val::Text(text), Val::Text(part)) => {
            meter.read(text.len() + part.len())?;
            Ok(text.contains(&**part))
        }
        (Val::Map(map), Val::Text(key)) => {
            meter.read(key.len())?;
            Ok(map.get(key).is_some())
        }
        (Val::Map(_), _) => Ok(false),
        (Val::List(items), item) => {
            for candidate in items.iter() {
                if compare::equal(meter, &candidate, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (container, item) => Err(unfit("in", item, container)),
    }
}
