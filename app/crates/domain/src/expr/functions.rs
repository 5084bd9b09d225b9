//! The functions an expression can call. No clock, no randomness, no I/O.

use super::args::{Args, Params};
use super::error::{Bound, ExprError};
use super::limits;
use super::meter::Meter;
use super::nearest::nearest;
use super::value::Val;

/// A function, as completion and help show it.
#[derive(Debug)]
pub struct FunctionDoc {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What it does, one sentence.
    pub summary: &'static str,
    /// An expression that uses it.
    pub example: &'static str,
    /// What the example gives, as JSON.
    pub result: &'static str,
    pub(super) params: Params,
    run: FunctionFn,
}

type FunctionFn = for<'v> fn(&mut Meter, &Args<'v>) -> Result<Val<'v>, ExprError>;

static FUNCTIONS: &[FunctionDoc] = &[FunctionDoc {
    name: "range",
    signature: "range(start = 0, stop, step = 1)",
    summary: "Whole numbers from start up to, not including, stop; at most 10,000.",
    example: "range(1, 4)",
    result: "[1,2,3]",
    params: Params::required(&["start", "stop", "step"], 1),
    run: range,
}];

/// All functions, by name.
#[must_use]
pub fn functions() -> &'static [FunctionDoc] {
    FUNCTIONS
}

pub(super) fn find(name: &str) -> Result<&'static FunctionDoc, ExprError> {
    FUNCTIONS
        .iter()
        .find(|function| function.name == name)
        .ok_or_else(|| ExprError::UnknownFunction {
            name: name.to_owned(),
            nearest: nearest(name, FUNCTIONS.iter().map(|function| function.name)),
            at: None,
        })
}

pub(super) fn apply<'v>(meter: &mut Meter, function: &FunctionDoc, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    (function.run)(meter, args)
}

fn range<'v>(meter: &mut Meter, args: &Args<'v>) -> Result<Val<'v>, ExprError> {
    let first = args.whole(0)?.unwrap_or(0);
    let (start, stop) = args.whole(1)?.map_or((0, first), |stop| (first, stop));
    let step = args.whole(2)?.unwrap_or(1);
    if step == 0 {
        return Err(ExprError::argument("`range` can't step by 0"));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while (step > 0 && next < stop) || (step < 0 && next > stop) {
        if numbers.len() == limits::MAX_RANGE {
            return Err(ExprError::limit(Bound::Range, limits::MAX_RANGE));
        }
        meter.grow(size_of::<Val<'_>>())?;
        meter.visit(1)?;
        numbers.push(Val::Int(next));
        let Some(further) = next.checked_add(step) else { break };
        next = further;
    }
    Ok(Val::list(numbers))
}
