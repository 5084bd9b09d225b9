//! The tests of `value is …`, also named by `select`, `reject`, `selectattr` and `rejectattr`.

use std::cmp::Ordering;

use super::args::{Args, Given, Params};
use super::compare::{self, Num};
use super::error::ExprError;
use super::meter::Meter;
use super::nearest::nearest;
use super::operators;
use super::value::{Text, Val};

/// A test, as completion and help show it.
#[derive(Debug)]
pub struct TestDoc {
    /// Its name.
    pub name: &'static str,
    /// Whether the value …, one sentence.
    pub summary: &'static str,
    /// An expression that uses it and is true.
    pub example: &'static str,
    pub(super) params: Params,
    run: TestFn,
}

type TestFn = for<'v> fn(&mut Meter, &Val<'v>, &Args<'v>) -> Result<bool, ExprError>;

const ALONE: Params = Params::NONE;
const OTHER: Params = Params::required(&["other"], 1);

static TESTS: &[TestDoc] = &[
    test(
        "boolean",
        "Whether it is true or false.",
        "true is boolean",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Bool(_))),
    ),
    test(
        "defined",
        "Whether the path leads somewhere.",
        "1 is defined",
        ALONE,
        |_, value, _| Ok(!value.is_undefined()),
    ),
    test(
        "divisibleby",
        "Whether it divides without rest.",
        "9 is divisibleby(3)",
        OTHER,
        divisible,
    ),
    test(
        "empty",
        "Whether it is empty text, list or object, or null.",
        "[] is empty",
        ALONE,
        empty,
    ),
    test(
        "endswith",
        "Whether the text ends so.",
        "'a.pdf' is endswith('.pdf')",
        OTHER,
        ends_with,
    ),
    test(
        "eq",
        "Whether both are equal.",
        "2 is eq(2.0)",
        OTHER,
        |meter, value, args| compare::equal(meter, value, &other(args)),
    ),
    test(
        "even",
        "Whether it is an even whole number.",
        "4 is even",
        ALONE,
        |_, value, _| Ok(rest_of_two(value) == Some(0)),
    ),
    test(
        "false",
        "Whether it is false, not merely empty.",
        "false is false",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Bool(false))),
    ),
    test(
        "float",
        "Whether it is a number with a fraction part.",
        "1.5 is float",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Float(_))),
    ),
    test(
        "ge",
        "Whether it is greater or equal.",
        "2 is ge(2)",
        OTHER,
        |meter, value, args| order(meter, value, args).map(Ordering::is_ge),
    ),
    test(
        "gt",
        "Whether it is greater.",
        "3 is gt(2)",
        OTHER,
        |meter, value, args| order(meter, value, args).map(Ordering::is_gt),
    ),
    test(
        "in",
        "Whether it is part of the text, list or object.",
        "2 is in([1, 2])",
        OTHER,
        |meter, value, args| operators::contains(meter, &other(args), value),
    ),
    test(
        "integer",
        "Whether it is a whole number.",
        "3 is integer",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Int(_))),
    ),
    test(
        "iterable",
        "Whether it is text, a list or an object.",
        "[1] is iterable",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Text(_) | Val::List(_) | Val::Map(_))),
    ),
    test(
        "le",
        "Whether it is less or equal.",
        "2 is le(2)",
        OTHER,
        |meter, value, args| order(meter, value, args).map(Ordering::is_le),
    ),
    test(
        "lower",
        "Whether the text has no capitals.",
        "'abc' is lower",
        ALONE,
        |meter, value, _| cased(meter, value, char::is_uppercase),
    ),
    test(
        "lt",
        "Whether it is less.",
        "1 is lt(2)",
        OTHER,
        |meter, value, args| order(meter, value, args).map(Ordering::is_lt),
    ),
    test(
        "mapping",
        "Whether it is an object.",
        "{'a': 1} is mapping",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Map(_))),
    ),
    test(
        "ne",
        "Whether both differ.",
        "1 is ne(2)",
        OTHER,
        |meter, value, args| compare::equal(meter, value, &other(args)).map(|equal| !equal),
    ),
    test("none", "Whether it is null.", "none is none", ALONE, |_, value, _| {
        Ok(matches!(value, Val::Null | Val::Nothing))
    }),
    test(
        "number",
        "Whether it is a number.",
        "1 is number",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Int(_) | Val::Float(_))),
    ),
    test(
        "odd",
        "Whether it is an odd whole number.",
        "3 is odd",
        ALONE,
        |_, value, _| Ok(rest_of_two(value) == Some(1)),
    ),
    test(
        "sequence",
        "Whether it is a list.",
        "[1] is sequence",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::List(_))),
    ),
    test(
        "startswith",
        "Whether the text begins so.",
        "'https://a' is startswith('https:')",
        OTHER,
        starts_with,
    ),
    test(
        "string",
        "Whether it is text.",
        "'a' is string",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Text(_))),
    ),
    test(
        "true",
        "Whether it is true, not merely full.",
        "true is true",
        ALONE,
        |_, value, _| Ok(matches!(value, Val::Bool(true))),
    ),
    test(
        "undefined",
        "Whether the path leads nowhere.",
        "nowhere is undefined",
        ALONE,
        |_, value, _| Ok(value.is_undefined()),
    ),
    test(
        "upper",
        "Whether the text has no small letters.",
        "'ABC' is upper",
        ALONE,
        |meter, value, _| cased(meter, value, char::is_lowercase),
    ),
];

const fn test(
    name: &'static str,
    summary: &'static str,
    example: &'static str,
    params: Params,
    run: TestFn,
) -> TestDoc {
    TestDoc {
        name,
        summary,
        example,
        params,
        run,
    }
}

/// All tests, by name.
#[must_use]
pub fn tests() -> &'static [TestDoc] {
    TESTS
}

pub(super) fn find(name: &str) -> Result<&'static TestDoc, ExprError> {
    find_told(name, name)
}

/// Finds the test called `name`; an error says `told` in its place.
fn find_told(name: &str, told: &str) -> Result<&'static TestDoc, ExprError> {
    let canonical = match name {
        "equalto" | "==" => "eq",
        "!=" => "ne",
        "<" | "lessthan" => "lt",
        "<=" => "le",
        ">" | "greaterthan" => "gt",
        ">=" => "ge",
        "null" => "none",
        "starting_with" | "startingwith" => "startswith",
        "ending_with" | "endingwith" => "endswith",
        other => other,
    };
    TESTS
        .iter()
        .find(|test| test.name == canonical)
        .ok_or_else(|| ExprError::UnknownTest {
            name: told.to_owned(),
            nearest: nearest(name, TESTS.iter().map(|test| test.name)),
            at: None,
        })
}

pub(super) fn apply<'v>(
    meter: &mut Meter,
    test: &TestDoc,
    value: &Val<'v>,
    args: &Args<'v>,
) -> Result<bool, ExprError> {
    meter.visit(1)?;
    (test.run)(meter, value, args)
}

/// Runs the test called `name` with arguments by place; truth itself where no name is given.
pub(super) fn apply_named<'v>(
    meter: &mut Meter,
    name: Option<&Text<'v>>,
    value: &Val<'v>,
    rest: &[Val<'v>],
) -> Result<bool, ExprError> {
    let Some(name) = name else { return Ok(value.is_true()) };
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

fn other<'v>(args: &Args<'v>) -> Val<'v> {
    args.raw(0).unwrap_or(Val::Null)
}

fn order(meter: &mut Meter, value: &Val<'_>, args: &Args<'_>) -> Result<Ordering, ExprError> {
    compare::order(meter, value, &other(args))
}

fn rest_of_two(value: &Val<'_>) -> Option<i128> {
    match value {
        Val::Int(number) => Some(number.rem_euclid(2)),
        Val::Undefined(_) | Val::Nothing | Val::Null | Val::Bool(_) | Val::Float(_) => None,
        Val::Text(_) | Val::List(_) | Val::Map(_) => None,
    }
}

fn divisible(_: &mut Meter, value: &Val<'_>, args: &Args<'_>) -> Result<bool, ExprError> {
    match (Num::of(value), Num::of(&other(args))) {
        (Some(Num::Int(number)), Some(Num::Int(divisor))) => Ok(number.checked_rem(divisor) == Some(0)),
        _ => Err(ExprError::type_error("`divisibleby` works on whole numbers")),
    }
}

fn empty(_: &mut Meter, value: &Val<'_>, _: &Args<'_>) -> Result<bool, ExprError> {
    match value {
        Val::Undefined(missing) => Err(missing.error()),
        Val::Nothing | Val::Null => Ok(true),
        Val::Text(text) => Ok(text.is_empty()),
        Val::List(items) => Ok(items.len() == 0),
        Val::Map(map) => Ok(map.len() == 0),
        Val::Bool(_) | Val::Int(_) | Val::Float(_) => Ok(false),
    }
}

fn starts_with(meter: &mut Meter, value: &Val<'_>, args: &Args<'_>) -> Result<bool, ExprError> {
    affix(meter, value, args, |text, part| text.starts_with(part))
}

fn ends_with(meter: &mut Meter, value: &Val<'_>, args: &Args<'_>) -> Result<bool, ExprError> {
    affix(meter, value, args, |text, part| text.ends_with(part))
}

fn affix(
    meter: &mut Meter,
    value: &Val<'_>,
    args: &Args<'_>,
    holds: fn(&str, &str) -> bool,
) -> Result<bool, ExprError> {
    match (value, args.text(0)?) {
        (Val::Undefined(missing), _) => Err(missing.error()),
        (Val::Text(text), Some(part)) => {
            meter.read(part.len())?;
            Ok(holds(text, &part))
        }
        (other, _) => Err(ExprError::type_error(format!(
            "{} has no beginning or end",
            other.kind()
        ))),
    }
}

fn cased(meter: &mut Meter, value: &Val<'_>, wrong: fn(char) -> bool) -> Result<bool, ExprError> {
    match value {
        Val::Undefined(missing) => Err(missing.error()),
        Val::Text(text) => {
            meter.read(text.len().saturating_mul(8))?;
            Ok(text.chars().any(char::is_alphabetic) && !text.chars().any(wrong))
        }
        Val::Nothing | Val::Null | Val::Bool(_) | Val::Int(_) => Ok(false),
        Val::Float(_) | Val::List(_) | Val::Map(_) => Ok(false),
    }
}
