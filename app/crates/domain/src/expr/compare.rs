//! Equality and order of values, metered, because both may walk all of two large values.

use std::cmp::Ordering;

use super::error::ExprError;
use super::meter::{Meter, guard_depth};
use super::value::{List, MapRef, Val};

/// A number, booleans counting as 0 and 1 as in Jinja.
#[derive(Debug, Clone, Copy)]
pub(super) enum Num {
    Int(i128),
    Float(f64),
}

impl Num {
    pub(super) fn of(value: &Val<'_>) -> Option<Self> {
        match value {
            Val::Bool(value) => Some(Self::Int(i128::from(*value))),
            Val::Int(number) => Some(Self::Int(*number)),
            Val::Float(number) => Some(Self::Float(*number)),
            Val::Undefined(_) | Val::Nothing | Val::Null | Val::Text(_) | Val::List(_) | Val::Map(_) => None,
        }
    }

    pub(super) fn float(self) -> f64 {
        match self {
            Self::Int(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => left.cmp(&right),
            (left, right) => left.float().partial_cmp(&right.float()).unwrap_or(Ordering::Equal),
        }
    }
}

/// Whether two values are equal. Values of different kinds are not.
pub(super) fn equal(meter: &mut Meter, left: &Val<'_>, right: &Val<'_>) -> Result<bool, ExprError> {
    equal_at(meter, left, right, 0)
}

fn equal_at(meter: &mut Meter, left: &Val<'_>, right: &Val<'_>, depth: usize) -> Result<bool, ExprError> {
    guard_depth(depth)?;
    meter.visit(1)?;
    if let (Some(left), Some(right)) = (Num::of(left), Num::of(right)) {
        return Ok(left.order(right) == Ordering::Equal);
    }
    match (left, right) {
        (Val::Null | Val::Nothing, Val::Null | Val::Nothing) | (Val::Undefined(_), Val::Undefined(_)) => Ok(true),
        (Val::Text(left), Val::Text(right)) => {
            meter.read(left.len().min(right.len()))?;
            Ok(left == right)
        }
        (Val::List(left), Val::List(right)) => equal_lists(meter, left, right, depth),
        (Val::Map(left), Val::Map(right)) => equal_maps(meter, left, right, depth),
        _ => Ok(false),
    }
}

fn equal_lists(meter: &mut Meter, left: &List<'_>, right: &List<'_>, depth: usize) -> Result<bool, ExprError> {
    if left.len() != right.len() {
        return Ok(false);
    }
    for (left, right) in left.iter().zip(right.iter()) {
        if !equal_at(meter, &left, &right, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_maps(meter: &mut Meter, left: &MapRef<'_>, right: &MapRef<'_>, depth: usize) -> Result<bool, ExprError> {
    if left.len() != right.len() {
        return Ok(false);
    }
    for (key, left) in left.iter() {
        meter.read(key.len())?;
        match right.get(&key) {
            Some(right) if equal_at(meter, &left, &right, depth + 1)? => {}
            Some(_) | None => return Ok(false),
        }
    }
    Ok(true)
}

/// The order of two values of one kind; different kinds have none and are an error.
pub(super) fn order(meter: &mut Meter, left: &Val<'_>, right: &Val<'_>) -> Result<Ordering, ExprError> {
    order_at(meter, left, right, 0)
}

fn order_at(meter: &mut Meter, left: &Val<'_>, right: &Val<'_>, depth: usize) -> Result<Ordering, ExprError> {
    guard_depth(depth)?;
    meter.visit(1)?;
    if let (Some(left), Some(right)) = (Num::of(left), Num::of(right)) {
        return Ok(left.order(right));
    }
    match (left, right) {
        (Val::Undefined(missing), _) | (_, Val::Undefined(missing)) => Err(missing.error()),
        (Val::Text(left), Val::Text(right)) => {
            meter.read(left.len().min(right.len()))?;
            Ok(left.cmp(right))
        }
        (Val::List(left), Val::List(right)) => {
            for (left, right) in left.iter().zip(right.iter()) {
                let order = order_at(meter, &left, &right, depth + 1)?;
                if order != Ordering::Equal {
                    return Ok(order);
                }
            }
            Ok(left.len().cmp(&right.len()))
        }
        (left, right) => Err(ExprError::type_error(format!(
            "{} and {} have no order",
            left.kind(),
            right.kind()
        ))),
    }
}

/// The order that sorting uses: as [`order`], with null before everything.
pub(super) fn sort_order(meter: &mut Meter, left: &Val<'_>, right: &Val<'_>) -> Result<Ordering, ExprError> {
    let null = |value: &Val<'_>| matches!(value, Val::Null | Val::Nothing);
    match (null(left), null(right)) {
        (false, false) => order(meter, left, right),
        (left, right) => Ok(right.cmp(&left)),
    }
}

/// Sorts, stable, by a comparison that may fail. The standard sort may panic when a comparison breaks off.
pub(super) fn try_sort<T: Clone>(
    items: Vec<T>,
    mut compare: impl FnMut(&T, &T) -> Result<Ordering, ExprError>,
) -> Result<Vec<T>, ExprError> {
    let mut sorted = items;
    let mut width = 1;
    while width < sorted.len() {
        let mut merged = Vec::with_capacity(sorted.len());
        for pair in sorted.chunks(width * 2) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some(a), Some(b)) = (left.first(), right.first()) {
                if compare(a, b)? == Ordering::Greater {
                    merged.push(b.clone());
                    right = &right[1..];
                } else {
                    merged.push(a.clone());
                    left = &left[1..];
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        sorted = merged;
        width *= 2;
    }
    Ok(sorted)
}
