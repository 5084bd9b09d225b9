//! How long runs are kept: whole days are dropped as partitions, single organisations' and workflows' runs are trimmed
//! out of days that others still keep, and both may be written out before.
//!
//! Everything here may be done by several nodes at once, and again after a failure: it comes to the same.

mod days;
mod export;
mod rules;

pub use days::RunDay;
pub use rules::{Rule, Rules, set_days};
