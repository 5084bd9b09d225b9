//! Filters on lists, and those that apply a filter or a test to every item.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::super::args::Args;
use super::super::compare;
use super::super::encode;
use super::super::error::{Bound, ExprError};
use super::super::eval::attribute;
use super::super::meter::Meter;
use super::super::predicates;
use super::super::value::{Text, Val};
use super::{apply_named, items_of, unfit};

/// Most items that `slice` and `batch` fill up.
const MAX_FILL: usize = 10_000;

/// The part of an item that `attribute='a.b'` names; the item itself without.
pub(super) fn pick<'v>(meter: &mut Meter, item: Val<'v>, path: Option<&Text<'v>>) -> Result<Val<'v>, ExprError> {
    let Some(path) = path else { return Ok(item) };
    meter.read(path.len())?;
    let mut at = item;
    for name in path.split('.') {
        meter.visit(1)?;
        at = match attribute(&at, name) {
            Some(found) => found,
            None => {
                meter.hold(path.len() + size_of::<Val<'_>>())?;
                return Ok(Val::undefined(path.told().to_owned(), Vec::new()));
            }
        };
    }
    Ok(at)
}

pub(super) fn length<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let len = match value {
        Val::Text(text) => {
            meter.read(text.len())?;
            text.chars().count()
        }
        Val::List(items) => items.len(),
        Val::Map(map) => map.len(),
        other => return Err(unfit("length", "text, a list or an object", other)),
    };
    Ok(Val::Int(len as i128))
}

pub(super) fn default<'v>(_: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let replaced = match value {
        Val::Undefined(_) | Val::Nothing => true,
        other => args.flag(1)? && !other.is_true(),
    };
    Ok(if replaced {
        args.raw(0).unwrap_or(Val::Text(Text::Borrowed("")))
    } else {
        value.clone()
    })
}

pub(super) fn first<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let found = match value {
        Val::List(items) => items.get(0),
        Val::Text(text) => text.chars().next().map(|found| Val::text(found.to_string())),
        other => items_of(meter, other)?.into_iter().next(),
    };
    Ok(found.unwrap_or_else(|| Val::undefined("first of an empty list".to_owned(), Vec::new())))
}

pub(super) fn last<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let found = match value {
        Val::List(items) => items.iter().next_back(),
        Val::Text(text) => text.chars().next_back().map(|found| Val::text(found.to_string())),
        other => items_of(meter, other)?.pop(),
    };
    Ok(found.unwrap_or_else(|| Val::undefined("last of an empty list".to_owned(), Vec::new())))
}

pub(super) fn list<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    match value {
        Val::List(items) => Ok(Val::List(items.clone())),
        other => items_of(meter, other).map(Val::list),
    }
}

pub(super) fn join<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let separator = args.text(0)?.unwrap_or(Text::Borrowed(""));
    let path = args.text(1)?;
    let items = items_of(meter, value)?;
    let mut parts = Vec::with_capacity(items.len());
    meter.list(items.len())?;
    let mut len = separator.len().saturating_mul(items.len().saturating_sub(1));
    for item in items {
        let item = pick(meter, item, path.as_ref())?;
        let text = encode::to_text(meter, &item)?;
        len = len.saturating_add(text.len());
        parts.push(text);
    }
    meter.hold(len)?;
    let mut joined = String::with_capacity(len);
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            joined.push_str(&separator);
        }
        joined.push_str(part);
    }
    Ok(Val::text(joined))
}

pub(super) fn reverse<'v>(meter: &mut Meter, value: &Val<'v>, _: &Args<'v>) -> Result<Val<'v>, ExprError> {
    if let Val::Text(text) = value {
        meter.hold(text.len().saturating_mul(3))?;
        return Ok(Val::text(text.chars().rev().collect()));
    }
    let mut items = items_of(meter, value)?;
    items.reverse();
    Ok(Val::list(items))
}

/// Items with the key they are sorted, compared or grouped by.
fn keyed<'v>(
    meter: &mut Meter,
    value: &Val<'v>,
    path: Option<&Text<'v>>,
    exact: bool,
) -> Result<Vec<(Val<'v>, Val<'v>)>, ExprError> {
    let items = items_of(meter, value)?;
    // the pairs, and a second copy of them while they are sorted
    meter.list(items.len().saturating_mul(4))?;
    let mut pairs = Vec::with_capacity(items.len());
    for item in items {
        let key = match pick(meter, item.clone(), path)?.defined()? {
            Val::Text(text) if !exact => {
                meter.hold(text.len().saturating_mul(8))?;
                Val::text(text.to_lowercase())
            }
            key => key,
        };
        pairs.push((key, item));
    }
    Ok(pairs)
}

pub(super) fn sort<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let reverse = args.flag(0)?;
    let exact = args.flag(1)?;
    let path = args.text(2)?;
    let pairs = keyed(meter, value, path.as_ref(), exact)?;
    let sorted = compare::try_sort(pairs, |left, right| {
        let order = compare::sort_order(meter, &left.0, &right.0)?;
        Ok(if reverse { Ordering::reverse(order) } else { order })
    })?;
    Ok(Val::list(sorted.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn unique<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let exact = args.flag(0)?;
    let path = args.text(1)?;
    let pairs = keyed(meter, value, path.as_ref(), exact)?;
    let mut seen: IndexMap<String, ()> = IndexMap::new();
    let mut kept = Vec::new();
    for (key, item) in pairs {
        // equal numbers are written the same whatever their type
        let key = match compare::Num::of(&key) {
            Some(number) if number.float().fract() == 0.0 => format!("{:.0}", number.float()),
            Some(_) | None => encode::to_json_text(meter, &key, None)?,
        };
        meter.entry()?;
        if seen.insert(key, ()).is_none() {
            meter.grow(size_of::<Val<'_>>())?;
            kept.push(item);
        }
    }
    Ok(Val::list(kept))
}

pub(super) fn groupby<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let path = args.text(0)?;
    let exact = args.flag(1)?;
    let pairs = keyed(meter, value, path.as_ref(), exact)?;
    let sorted = compare::try_sort(pairs, |left, right| compare::sort_order(meter, &left.0, &right.0))?;
    let mut groups: Vec<(Val<'v>, Val<'v>, Vec<Val<'v>>)> = Vec::new();
    for (key, item) in sorted {
        meter.grow(size_of::<Val<'_>>() * 6)?;
        match groups.last_mut() {
            Some((last, _, items)) if compare::equal(meter, last, &key)? => items.push(item),
            Some(_) | None => {
                let shown = pick(meter, item.clone(), path.as_ref())?;
                groups.push((key, shown, vec![item]));
            }
        }
    }
    let mut grouped = Vec::with_capacity(groups.len());
    for (_, shown, items) in groups {
        meter.entry()?;
        meter.entry()?;
        grouped.push(Val::map(IndexMap::from([
            (Text::Borrowed("grouper"), shown),
            (Text::Borrowed("list"), Val::list(items)),
        ])));
    }
    Ok(Val::list(grouped))
}

pub(super) fn batch<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let size = args
        .count(0)?
        .filter(|size| *size > 0)
        .ok_or_else(|| ExprError::argument("`batch` needs a size"))?;
    let fill = args.value(1)?;
    let items = items_of(meter, value)?;
    meter.list(items.len().saturating_mul(3))?;
    let mut batches = Vec::new();
    for chunk in items.chunks(size) {
        let mut chunk = chunk.to_vec();
        if let Some(fill) = &fill {
            pad(meter, &mut chunk, size, fill)?;
        }
        batches.push(Val::list(chunk));
    }
    Ok(Val::list(batches))
}

pub(super) fn slice<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let count = args
        .count(0)?
        .filter(|count| *count > 0)
        .ok_or_else(|| ExprError::argument("`slice` needs a count"))?;
    let fill = args.value(1)?;
    let items = items_of(meter, value)?;
    meter.list(items.len().saturating_add(count.saturating_mul(4)))?;
    let (size, longer) = (items.len() / count, items.len() % count);
    let mut slices = Vec::with_capacity(count);
    let mut begin = 0;
    for index in 0..count {
        let end = begin + size + usize::from(index < longer);
        let mut part = items.get(begin..end).unwrap_or_default().to_vec();
        if let (Some(fill), true) = (&fill, longer > 0 && index >= longer) {
            pad(meter, &mut part, size + 1, fill)?;
        }
        slices.push(Val::list(part));
        begin = end;
    }
    Ok(Val::list(slices))
}

/// Fills a list up to `size`.
fn pad<'v>(meter: &mut Meter, items: &mut Vec<Val<'v>>, size: usize, fill: &Val<'v>) -> Result<(), ExprError> {
    let missing = size.saturating_sub(items.len());
    if missing > MAX_FILL {
        return Err(ExprError::limit(Bound::Range, MAX_FILL));
    }
    meter.list(missing.saturating_mul(3))?;
    items.extend(std::iter::repeat_n(fill.clone(), missing));
    Ok(())
}

pub(super) fn map<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let rest = args.rest();
    let (filter, path, default) = (args.text(0)?, args.text(1)?, args.raw(2));
    let items = items_of(meter, value)?;
    meter.list(items.len())?;
    let mut mapped = Vec::with_capacity(items.len());
    for item in items {
        let item = match (&filter, &path) {
            (Some(filter), None) => apply_named(meter, filter, &item, rest)?,
            (None, Some(path)) => pick(meter, item, Some(path))?,
            _ => {
                return Err(ExprError::argument(
                    "`map` needs the name of a filter, or `attribute='…'`",
                ));
            }
        };
        let missing = item.is_undefined();
        mapped.push(default.clone().filter(|_| missing).unwrap_or(item));
    }
    Ok(Val::list(mapped))
}

pub(super) fn select<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    keep(meter, value, args, false, true)
}

pub(super) fn reject<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    keep(meter, value, args, false, false)
}

pub(super) fn selectattr<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    keep(meter, value, args, true, true)
}

pub(super) fn rejectattr<'v>(meter: &mut Meter, value: &Val<'v>, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    keep(meter, value, args, true, false)
}

/// The items whose test gives `wanted`. With `by_attribute` the first argument is a path and the second the test.
fn keep<'v>(
    meter: &mut Meter,
    value: &Val<'v>,
    args: &Args<'v>,
    by_attribute: bool,
    wanted: bool,
) -> Result<Val<'v>, ExprError> {
    let rest = args.rest();
    let path = if by_attribute { args.text(0)? } else { None };
    let test = args.text(usize::from(by_attribute))?;
    let items = items_of(meter, value)?;
    meter.list(items.len())?;
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        let tested = pick(meter, item.clone(), path.as_ref())?;
        if predicates::apply_named(meter, test.as_ref(), &tested, rest)? == wanted {
            kept.push(item);
        }
    }
    Ok(Val::list(kept))
}
