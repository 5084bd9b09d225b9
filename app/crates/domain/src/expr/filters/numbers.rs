//! Filters on numbers, and those that turn values into numbers and booleans.

use super::super::args::Args;
use super::super::compare::{self, Num};
use super::super::error::ExprError;
use super::super::meter::Meter;
use super::super::operators;
use super::super::value::Val;
use super::{items_of, unfit};

/// More decimals than a float has.
const MAX_DECIMALS: i128 = 300;

pub(super) fn abs<'v>(_: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    match Num::of(value) {
        Some(Num::Int(number)) => number
            .checked_abs()
            .map(Val::Int)
            .ok_or_else(|| ExprError::arithmetic("the number is too large")),
        Some(Num::Float(number)) => Ok(Val::Float(number.abs())),
        None => Err(unfit("abs", "a number", value)),
    }
}

pub(super) fn int<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let converted = match value {
        Val::Text(text) => {
            meter.read(text.len())?;
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(whole))
        }
        Val::Float(number) => whole(*number),
        Val::Bool(_) | Val::Int(_) => match Num::of(value) {
            Some(Num::Int(number)) => Some(number),
            Some(Num::Float(_)) | None => None,
        },
        Val::Undefined(_) | Val::Nothing | Val::Null | Val::List(_) | Val::Map(_) => None,
    };
    converted
        .map(Val::Int)
        .map_or_else(|| otherwise("int", value, args), Ok)
}

pub(super) fn float<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let converted = match value {
        Val::Text(text) => {
            meter.read(text.len())?;
            text.trim().parse().ok().filter(|number: &f64| number.is_finite())
        }
        other => Num::of(other).map(Num::float),
    };
    converted
        .map(Val::Float)
        .map_or_else(|| otherwise("float", value, args), Ok)
}

/// The default that was given, or the error that the value is no number.
fn otherwise<'v>(filter: &str, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    args.value(0)?
        .ok_or_else(|| ExprError::type_error(format!("`{filter}`: {} is not a number here", value.kind())))
}

/// A float cut to a whole number, if 128 bits hold it.
fn whole(number: f64) -> Option<i128> {
    let cut = number.trunc();
    // the largest float below 2^127
    (cut.is_finite() && cut.abs() < 1.7e38).then_some(cut as i128)
}

pub(super) fn bool<'v>(_: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    Ok(Val::Bool(value.is_true()))
}

pub(super) fn round<'v>(_: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let precision = args.whole(0)?.unwrap_or(0).clamp(-MAX_DECIMALS, MAX_DECIMALS);
    let method = args.text(1)?;
    let shape = match method.as_deref() {
        None | Some("common") => f64::round,
        Some("ceil") => f64::ceil,
        Some("floor") => f64::floor,
        Some(_) => return Err(ExprError::argument("`round` knows the methods common, ceil and floor")),
    };
    match Num::of(value) {
        Some(Num::Int(number)) if precision >= 0 => Ok(Val::Int(number)),
        Some(number) => {
            let scale = 10f64.powi(i32::try_from(precision).unwrap_or_default());
            let rounded = shape(number.float() * scale) / scale;
            Ok(Val::Float(if rounded.is_finite() { rounded } else { number.float() }))
        }
        None => Err(unfit("round", "a number", value)),
    }
}

pub(super) fn sum<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let mut total = args.value(1)?.unwrap_or(Val::Int(0));
    let attribute = args.text(0)?;
    for item in items_of(meter, value)? {
        let item = super::lists::pick(meter, item, attribute.as_ref())?.defined()?;
        if Num::of(&item).is_none() {
            return Err(unfit("sum", "numbers", &item));
        }
        total = operators::apply(meter, minijinja::machinery::ast::BinOpKind::Add, &total, &item)?;
    }
    Ok(total)
}

pub(super) fn min<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    extreme(meter, "min", value, args, std::cmp::Ordering::Less)
}

pub(super) fn max<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    extreme(meter, "max", value, args, std::cmp::Ordering::Greater)
}

fn extreme<'v>(
    meter: &mut Meter,
    filter: &str,
    value: &Val<'v>,
    args: &Args<'v>,
    wanted: std::cmp::Ordering,
) -> Result<Val<'v>, ExprError> {
    let attribute = args.text(0)?;
    let mut best: Option<(Val<'v>, Val<'v>)> = None;
    for item in items_of(meter, value)? {
        let key = super::lists::pick(meter, item.clone(), attribute.as_ref())?.defined()?;
        let better = match &best {
            Some((best, _)) => compare::order(meter, &key, best)? == wanted,
            None => true,
        };
        if better {
            best = Some((key, item));
        }
    }
    best.map(|(_, item)| item)
        .ok_or_else(|| ExprError::type_error(format!("`{filter}` of an empty list")))
}
