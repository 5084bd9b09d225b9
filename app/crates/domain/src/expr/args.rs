//! Binds the arguments of a filter, test or function to its parameters, so that a wrong call is told by name.

use super::error::ExprError;
use super::value::{Text, Val};

/// Most arguments a variadic call takes beyond its parameters.
const MAX_REST: usize = 8;

/// What a filter, test or function takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Params {
    /// Parameters that are given by place or by name.
    pub(super) positional: &'static [&'static str],
    /// Parameters that are given only by name.
    pub(super) named: &'static [&'static str],
    /// How many of the positional ones must be given.
    pub(super) required: usize,
    /// Whether further arguments are handed on (to the filter or test that is named).
    pub(super) variadic: bool,
}

impl Params {
    pub(super) const NONE: Self = Self::optional(&[]);

    pub(super) const fn optional(positional: &'static [&'static str]) -> Self {
        Self {
            positional,
            named: &[],
            required: 0,
            variadic: false,
        }
    }

    pub(super) const fn required(positional: &'static [&'static str], required: usize) -> Self {
        Self {
            positional,
            named: &[],
            required,
            variadic: false,
        }
    }
}

/// Arguments as they were written.
#[derive(Debug, Default)]
pub(super) struct Given<'v> {
    pub(super) positional: Vec<Val<'v>>,
    pub(super) named: Vec<(&'v str, Val<'v>)>,
}

/// Arguments by parameter, in the order of the positional and then the named ones.
#[derive(Debug)]
pub(super) struct Args<'v> {
    values: Vec<Option<Val<'v>>>,
    rest: Vec<Val<'v>>,
}

impl<'v> Args<'v> {
    /// Binds `given` to `params` of `callee`.
    pub(super) fn bind(callee: &str, params: Params, given: Given<'v>) -> Result<Self, ExprError> {
        let count = params.positional.len() + params.named.len();
        let mut args = Self {
            values: vec![None; count],
            rest: Vec::new(),
        };
        for (index, value) in given.positional.into_iter().enumerate() {
            match args.values.get_mut(index).filter(|_| index < params.positional.len()) {
                Some(slot) => *slot = Some(value),
                None if params.variadic && args.rest.len() < MAX_REST => args.rest.push(value),
                None => return Err(ExprError::argument(format!("`{callee}` was given too many arguments"))),
            }
        }
        for (name, value) in given.named {
            let index = params
                .positional
                .iter()
                .chain(params.named)
                .position(|known| *known == name);
            match index.and_then(|index| args.values.get_mut(index)) {
                Some(slot) if slot.is_none() => *slot = Some(value),
                Some(_) => return Err(ExprError::argument(format!("`{callee}` was given `{name}` twice"))),
                None => return Err(ExprError::argument(format!("`{callee}` has no parameter `{name}`"))),
            }
        }
        if let Some(missing) = (0..params.required).find(|index| args.values[*index].is_none()) {
            let name = params.positional.get(missing).copied().unwrap_or_default();
            return Err(ExprError::argument(format!("`{callee}` needs `{name}`")));
        }
        Ok(args)
    }

    /// The arguments beyond the parameters.
    pub(super) fn rest(&self) -> &[Val<'v>] {
        &self.rest
    }

    /// The argument, undefined or not.
    pub(super) fn raw(&self, index: usize) -> Option<Val<'v>> {
        self.values.get(index).cloned().flatten()
    }

    /// The argument; undefined is an error, null counts as not given.
    pub(super) fn value(&self, index: usize) -> Result<Option<Val<'v>>, ExprError> {
        match self.raw(index).map(Val::defined).transpose()? {
            None | Some(Val::Null | Val::Nothing) => Ok(None),
            given => Ok(given),
        }
    }

    /// The argument as text.
    pub(super) fn text(&self, index: usize) -> Result<Option<Text<'v>>, ExprError> {
        match self.value(index)? {
            None => Ok(None),
            Some(Val::Text(text)) => Ok(Some(text)),
            Some(other) => Err(unfit("text", &other)),
        }
    }

    /// The argument as a whole number.
    pub(super) fn whole(&self, index: usize) -> Result<Option<i128>, ExprError> {
        match self.value(index)? {
            None => Ok(None),
            Some(Val::Int(number)) => Ok(Some(number)),
            Some(other) => Err(unfit("a whole number", &other)),
        }
    }

    /// The argument as a count from 0.
    pub(super) fn count(&self, index: usize) -> Result<Option<usize>, ExprError> {
        self.whole(index)?
            .map(|number| usize::try_from(number).map_err(|_| ExprError::argument("a count from 0 is expected")))
            .transpose()
    }

    /// Whether the argument is given and true.
    pub(super) fn flag(&self, index: usize) -> Result<bool, ExprError> {
        Ok(self.value(index)?.is_some_and(|value| value.is_true()))
    }
}

fn unfit(expected: &str, found: &Val<'_>) -> ExprError {
    ExprError::argument(format!("{expected} is expected as argument, not {}", found.kind()))
}
