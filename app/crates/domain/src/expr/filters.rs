//! The filters: our own short list, each paying for what it reads and makes.
//!
//! `minijinja`'s built-in filters are not used: some of them (`replace`, `join`, `indent`, `format`, `batch`, `slice`,
//! `tojson(n)`) make gigabytes from a line of source.

mod catalogue;
mod codec;
mod json;
mod lists;
mod maps;
mod numbers;
mod text;

use super::args::{Args, Given, Params};
use super::error::ExprError;
use super::meter::Meter;
use super::nearest::nearest;
use super::value::{Text, Val};

/// A filter, as completion and help show it.
#[derive(Debug)]
pub struct FilterDoc {
    /// Its name.
    pub name: &'static str,
    /// How it is written after `|`.
    pub signature: &'static str,
    /// What it does, one sentence.
    pub summary: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
    /// What the example gives, as JSON.
    pub result: &'static str,
    pub(super) params: Params,
    run: FilterFn,
}

type FilterFn = for<'v> fn(&mut Meter, &Val<'v>, &Args<'v>) -> Result<Val<'v>, ExprError>;

/// All filters, sorted by name.
#[must_use]
pub fn filters() -> &'static [FilterDoc] {
    catalogue::FILTERS
}

pub(super) fn find(name: &str) -> Result<&'static FilterDoc, ExprError> {
    find_told(name, name)
}

/// Finds the filter called `name`; an error says `told` in its place.
fn find_told(name: &str, told: &str) -> Result<&'static FilterDoc, ExprError> {
    let canonical = match name {
        "count" => "length",
        "d" => "default",
        "e" => "escape",
        other => other,
    };
    filters()
        .iter()
        .find(|filter| filter.name == canonical)
        .ok_or_else(|| ExprError::UnknownFilter {
            name: told.to_owned(),
            nearest: nearest(name, filters().iter().map(|filter| filter.name)),
            at: None,
        })
}

/// Runs a filter. Undefined goes into none but `default`: everywhere else it is the error that names the path.
pub(super) fn apply<'v>(
    meter: &mut Meter,
    filter: &FilterDoc,
    value: &Val<'v>,
    args: &Args<'v>,
) -> Result<Val<'v>, ExprError> {
    meter.visit(1)?;
    match value {
        Val::Undefined(missing) if filter.name != "default" => Err(missing.error()),
        value => (filter.run)(meter, value, args),
    }
}

/// Runs the filter called `name` with arguments by place.
fn apply_named<'v>(
    meter: &mut Meter,
    name: &Text<'v>,
    value: &Val<'v>,
    rest: &[Val<'v>],
) -> Result<Val<'v>, ExprError> {
    let found = find_told(name, name.told())?;
    let args = Args::bind(
        found.name,
        found.params,
        Given {
            positional: rest.to_vec(),
            named: Vec::new(),
        },
    )?;
    apply(meter, found, value, &args)
}

/// The items of a list, the keys of an object, the characters of a text; null has none.
pub(super) fn items_of<'v>(meter: &mut Meter, value: &Val<'v>) -> Result<Vec<Val<'v>>, ExprError> {
    match value {
        Val::Undefined(missing) => Err(missing.error()),
        Val::Null | Val::Nothing => Ok(Vec::new()),
        Val::List(items) => {
            meter.list(items.len())?;
            Ok(items.iter().collect())
        }
        Val::Map(map) => {
            meter.list(map.len())?;
            Ok(map.iter().map(|(key, _)| Val::Text(key)).collect())
        }
        Val::Text(text) => {
            // a value, a shared string and its buffer for every character
            meter.visit(text.len())?;
            meter.hold(text.len().saturating_mul(128))?;
            Ok(text.chars().map(|found| Val::text(found.to_string())).collect())
        }
        other => Err(ExprError::type_error(format!("{} has no items", other.kind()))),
    }
}

/// The value as text, for filters that work on text: numbers and booleans are written out, lists are refused.
fn text_of<'v>(meter: &mut Meter, filter: &str, value: &Val<'v>) -> Result<Text<'v>, ExprError> {
    match value {
        Val::List(_) | Val::Map(_) | Val::Null | Val::Nothing => Err(ExprError::type_error(format!(
            "`{filter}` works on text, not on {}",
            value.kind()
        ))),
        other => super::encode::to_text(meter, other),
    }
}

fn unfit(filter: &str, expected: &str, found: &Val<'_>) -> ExprError {
    match found {
        Val::Undefined(missing) => missing.error(),
        found => ExprError::type_error(format!("`{filter}` works on {expected}, not on {}", found.kind())),
    }
}
