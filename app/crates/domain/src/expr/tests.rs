//! Tests of expressions, by what they promise.

mod bounds;
mod checks;
mod errors;
mod jinja;
mod values;
