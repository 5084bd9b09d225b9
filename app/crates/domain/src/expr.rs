//! The one language of config values: Jinja expressions, bounded by construction.
//!
//! Why it exists: the same expression must give the same value in the browser's live preview, in the API and in the
//! engine, and none may take more than 64 MiB, 100 ms or the stack, whatever its input. A general template engine can't
//! promise that (a fuel counter counts instructions, not bytes), so the work is split:
//! - `minijinja`'s own lexer and parser read the source, after caps on length, nesting and operators ([`limits`]);
//! - our evaluator walks that tree over borrowed JSON, and every step and byte is paid for from a [meter](limits) before
//!   it is spent. An expression that would cost more ends as [`ExprError::Limit`];
//! - text with blocks (`{% for %}`, `{% set %}` …) is never evaluated here: it is [`Class::NeedsSandbox`] and runs in a
//!   child process (`server/crates/sandbox`) that calls `full`, the same evaluator with blocks.
//!
//! Don't hand a source to `minijinja`'s own evaluator: it folds `"x" * 100000000` while compiling.
//!
//! Semantics that differ from plain Jinja, on purpose: in text a string stands as it is and anything else as JSON
//! (`true`, `null`, `[1,2]`); a value that ends undefined is an error that names its path; ordering two values of
//! different kinds is an error; values have no methods.

mod args;
mod classify;
mod compare;
mod encode;
mod error;
mod eval;
mod filters;
#[cfg(feature = "full")]
pub mod full;
mod functions;
pub mod limits;
mod meter;
mod nearest;
mod operators;
mod parse;
mod predicates;
mod references;
mod render;
mod scan;
mod scope;
mod value;

#[cfg(test)]
mod tests;

pub use self::classify::{
    Class, check_expression, check_template, classify_expression, classify_template, classify_value,
};
pub use self::error::{Bound, ExprError, LocatedError, Position};
pub use self::filters::{FilterDoc, filters};
pub use self::functions::{FunctionDoc, functions};
pub use self::predicates::{TestDoc, tests as predicates};
pub use self::references::{Reference, references_expression, references_template, references_value};
pub use self::render::{eval_expression, render_template, render_value};
pub use self::scope::Scope;
pub use self::value::truthy;
