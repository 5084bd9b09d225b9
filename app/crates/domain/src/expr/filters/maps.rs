//! Filters on objects.

use std::cmp::Ordering;

use super::super::args::Args;
use super::super::compare;
use super::super::error::ExprError;
use super::super::meter::Meter;
use super::super::value::{MapRef, Val};
use super::unfit;

fn map_of<'v>(filter: &str, value: &Val<'v>) -> Result<MapRef<'v>, ExprError> {
    match value {
        Val::Map(map) => Ok(map.clone()),
        other => Err(unfit(filter, "an object", other)),
    }
}

pub(super) fn keys<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let map = map_of("keys", value)?;
    meter.list(map.len())?;
    Ok(Val::list(map.iter().map(|(key, _)| Val::Text(key)).collect()))
}

pub(super) fn values<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let map = map_of("values", value)?;
    meter.list(map.len())?;
    Ok(Val::list(map.iter().map(|(_, value)| value).collect()))
}

pub(super) fn items<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let map = map_of("items", value)?;
    pairs(meter, &map).map(Val::list)
}

fn pairs<'v>(meter: &mut Meter, map: &MapRef<'v>) -> Result<Vec<Val<'v>>, ExprError> {
    // a value, a shared list and its two values for every pair
    meter.list(map.len().saturating_mul(6))?;
    Ok(map
        .iter()
        .map(|(key, value)| Val::list(vec![Val::Text(key), value]))
        .collect())
}

pub(super) fn dictsort<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let map = map_of("dictsort", value)?;
    let by_value = match args.text(0)?.as_deref() {
        None | Some("key") => false,
        Some("value") => true,
        Some(_) => return Err(ExprError::argument("`dictsort` sorts by key or by value")),
    };
    let reverse = args.flag(1)?;
    meter.list(map.len().saturating_mul(8))?;
    let entries: Vec<_> = map.iter().collect();
    let sorted = compare::try_sort(entries, |left, right| {
        let order = if by_value {
            compare::sort_order(meter, &left.1, &right.1)?
        } else {
            meter.visit(1)?;
            meter.read(left.0.len().min(right.0.len()))?;
            left.0.cmp(&right.0)
        };
        Ok(if reverse { Ordering::reverse(order) } else { order })
    })?;
    Ok(Val::list(
        sorted
            .into_iter()
            .map(|(key, value)| Val::list(vec![Val::Text(key), value]))
            .collect(),
    ))
}
