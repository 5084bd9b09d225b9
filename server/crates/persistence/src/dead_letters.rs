//! Runs that Apex gave up on. Their letters are written with the end of the run ([`crate::PgRunStore`]); here they are
//! listed and decided.
//!
//! A decision locks its letter first, so that the same click twice means one decision.

mod count;
mod decide;
mod get;
mod list;
mod record;

pub use count::count_open;
pub use decide::{Decided, discard, lock, mark_replayed, reopen};
pub use get::get;
pub use list::{LetterFilter, list, open};
pub use record::{LetterRecord, LetterState};
